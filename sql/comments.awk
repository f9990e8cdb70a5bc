# comments.awk -- makes a COMMENT of what stands behind a column.
#
# In a view and in a composite type every column has a line of its own that
# ends in its comment:
#
#	CREATE OR REPLACE VIEW colossus.level AS
#	SELECT
#		p.at AS from_date, -- first day of the level
#		p.mw -- power, MW
#	FROM ...
#
# The name is the last word of the line's code in a view, the first in a type.
# A line that is a comment and nothing else speaks to the reader of the file.
#
# usage: awk -f comments.awk module...

function comment(name, text) {
	sub(/^[ \t]+/, "", name)
	sub(/[ \t,;]+$/, "", name)
	if (kind == "TYPE") sub(/[ \t].*/, "", name)
	else sub(/.*[ \t.]/, "", name)
	gsub(/'/, "''", text)
	comments = comments sprintf("COMMENT ON COLUMN %s.%s IS '%s';\n", object, name, text)
}

/^CREATE OR REPLACE VIEW [a-z_0-9.]+ AS$/ { kind = "VIEW"; object = $5 }
/^CREATE TYPE [a-z_0-9.]+ AS \($/ { kind = "TYPE"; object = $3 }
{ print }
kind {
	at = index($0, " -- ")
	code = at ? substr($0, 1, at - 1) : $0
	if (at && code !~ /^[ \t]*(--|$)/)
		comment(code, substr($0, at + 4))
	if (code ~ /;$/) {
		printf "%s", comments
		kind = comments = ""
	}
}
