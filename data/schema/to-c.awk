# SPDX-License-Identifier: GPL-3.0-or-later
# Turns numbered schema files into one C table:  awk -f to-c.awk 0001-core.sql ...  > schema_files.c
# The number in front of a file's name is its schema version; names must come in order, without a gap.
function quoted(text,    i, c, out) {
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" c : c == "\t" ? "\\t" : c)
	}
	return "\"" out "\\n\""
}
BEGIN {
	print "/* Made from data/schema/ by to-c.awk. */"
	print "#include \"config.h\""
	print "#include \"db/schema.h\""
	print "\nstatic const struct schema_file files[] = {"
}
FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	version = substr(name, 1, 4) + 0
	if (name !~ /^[0-9][0-9][0-9][0-9]-[a-z0-9-]+(\.sqlite)?\.sql$/ ||
	    (version != last && version != last + 1)) {
		print name ": expected the next number and a name like 0002-records.sql" > "/dev/stderr"
		failed = 1
		exit 1
	}
	if (last)
		print "\t},"
	print "\t{ " version ", \"" name "\","
	last = version
}
{ print "\t  " quoted($0) }
END {
	if (failed)
		exit 1
	print "\t},\n};\n"
	print "const struct schema schema_shipped = { files, sizeof(files) / sizeof(files[0]) };"
}
