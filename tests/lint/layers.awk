# SPDX-License-Identifier: GPL-3.0-or-later
# Who may include whom (ARCHITECTURE.md, "Layers").
BEGIN {
	may["util"] = "util"
	may["sched"] = "sched util"
	may["risk"] = "risk util"
	may["db"] = "db util"
	may["model"] = "model db util"
	may["plan"] = "plan model sched risk util"
	may["io"] = "io plan model db util"
	may["app"] = "app io plan model db risk sched util"
	may["cli"] = "cli app io plan model db risk sched util"
	may["tui"] = "tui app io plan model db risk sched util"
	may["main.c"] = "cli tui app util"
}
FNR == 1 {
	split(FILENAME, part, "/")
	layer = part[2]
}
/^#include "/ {
	split($2, p, "\"")
	target = p[2]
	if (target == "config.h")
		next
	if (split(target, q, "/") < 2) {
		print FILENAME ":" FNR ": include is not written from src/: " target
		next
	}
	if (index(" " may[layer] " ", " " q[1] " ") == 0)
		print FILENAME ":" FNR ": " layer " may not include " target
}
