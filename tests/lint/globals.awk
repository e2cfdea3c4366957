# SPDX-License-Identifier: GPL-3.0-or-later
# File-scope definitions that are not const: state nobody passed in.
FNR == 1 { depth = 0; comment = 0 }
{
	line = $0
	if (comment) {
		if (line !~ /\*\//)
			next
		sub(/^.*\*\//, "", line)
		comment = 0
	}
	gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
	gsub(/'([^'\\]|\\.)*'/, "0", line)
	gsub(/\/\*[^*]*\*\//, "", line)
	if (line ~ /\/\*/) {
		sub(/\/\*.*$/, "", line)
		comment = 1
	}
	at_top = depth == 0
	opens = gsub(/{/, "{", line)
	closes = gsub(/}/, "}", line)
	depth += opens - closes
	if (!at_top || $0 ~ /lint: allow global/)
		next
	if (line ~ /^[A-Za-z_]/ && line !~ /\(/ && line ~ /[=;]|\[/ &&
	    line !~ /^(typedef|__extension__|extern|return|goto)/ && line !~ /^(struct|union|enum) ([A-Za-z_0-9]+ *[;{]|{)/ &&
	    line !~ /(^|[^A-Za-z_0-9])const([^A-Za-z_0-9]|$)/)
		print FILENAME ":" FNR ": " $0
}
