# SPDX-License-Identifier: GPL-3.0-or-later
FNR == 1 {
	if (file && lines > 600)
		print file ": " lines " lines"
	file = FILENAME
	inside = 0
}
{ lines = FNR }
/^{/ { start = FNR; inside = 1 }
/^}/ {
	if (inside && FNR - start - 1 > 80)
		print FILENAME ":" start ": function of " FNR - start - 1 " lines"
	inside = 0
}
END {
	if (lines > 600)
		print file ": " lines " lines"
}
