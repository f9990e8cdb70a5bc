# usage: awk -f ledger.awk ledger/*.sql - <MODULE
# Prints MODULE with the operator's ledger put in where it says so.  The files of
# sql/ledger are plain SQL in a schema called ledger; a procedure of the extension
# runs them in a schema of the caller's choice:
#
#	-- ledger: tables	the files 1?-*.sql, which make what holds rows, once
#	-- ledger: rest		the others, which bear being run again: arrays heads and parts,
#				a part from each CREATE OR REPLACE of a view or routine to the next;
#				its head is the view's name, or the routine's with the types of its arguments
#	@relations@		the names of all tables and views, quoted, with commas
#	@tables@		those of the tables
#	@routines@		those of all functions and procedures
#
# In them 'ledger' stands for the name of the schema, and the zone 'UTC' of AT TIME
# ZONE and date_trunc for the ledger's own:
# what is of UTC in every ledger is written 'Etc/UTC'.
#
# The comment behind the head and behind each column of a table or a view becomes
# its COMMENT.

function quote(text) { gsub(/'/, "''", text); return "'" text "'" }
function add(list, name) { return list == "" ? quote(name) : list ", " quote(name) }

# the types of arguments, in brackets: text is what stands behind the name of a routine
function types(text,	i, c, depth, quoted, argument, list) {
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "'")
			quoted = !quoted
		else if (!quoted && (c == ")" || c == "," && depth == 1)) {
			if (c == ")")
				depth--
			if (c == "," || depth == 0) {
				sub(/ (DEFAULT|=) .*/, "", argument)
				gsub(/^[ \t\n]+[a-z_0-9]+ +|^[a-z_0-9]+ +/, "", argument)
				list = list (argument == "" || list == "" ? "" : ", ") argument
				argument = ""
				if (depth == 0)
					return "(" list ")"
				continue
			}
		}
		if (depth > 0)
			argument = argument c
		if (!quoted && c == "(")
			depth++
	}
}

FNR == 1 { part = FILENAME ~ /\/1[0-9]-[^\/]*$/ ? "tables" : "rest"; inside = FILENAME ~ /(^|\/)ledger\// }

inside {
	line = $0
	if (match(line, /^CREATE (TABLE|OR REPLACE VIEW) ledger\.[a-z_0-9]+ \(\t-- /)) {
		relation = line
		sub(/^CREATE (TABLE|OR REPLACE VIEW) ledger\./, "", relation)
		sub(/ .*/, "", relation)
		table = line ~ /^CREATE TABLE/
		relations = add(relations, relation)
		if (table)
			tables = add(tables, relation)
		text = substr(line, RSTART + RLENGTH)
		line = substr(line, 1, RSTART + RLENGTH - 5)
		comments = "COMMENT ON " (table ? "TABLE" : "VIEW") " ledger." relation " IS " quote(text) ";\n"
		columns = 1
	} else if (line ~ /^CREATE (OR REPLACE )?(TABLE|VIEW|FUNCTION|PROCEDURE) ledger\.[a-z_0-9]+[ (]/) {
		name = line
		sub(/^[^.]*\./, "", name)
		sub(/[ (].*/, "", name)
		if (line !~ /(FUNCTION|PROCEDURE) /) {
			print FILENAME ": " name " has no comment behind its head" > "/dev/stderr"
			exit 1
		}
		if (index(routines, quote(name)) == 0)
			routines = add(routines, name)
	} else if (columns && line ~ /^\)/)
		columns = 0
	else if (columns && match(line, /^\t[a-z_0-9]+/)) {
		column = substr(line, 2, RLENGTH - 1)
		if (match(line, /\t-- /)) {
			comments = comments "COMMENT ON COLUMN ledger." relation "." column " IS " quote(substr(line, RSTART + 4)) ";\n"
			line = substr(line, 1, RSTART - 1)
		}
	}
	if (part == "rest" && line ~ /^CREATE OR REPLACE (VIEW|FUNCTION|PROCEDURE) /)
		begins[++parts] = length(script[part]) + 1
	script[part] = script[part] line "\n"
	if (relation != "" && !columns && line ~ /;$/) {
		script[part] = script[part] comments
		relation = ""
	}
	next
}

# for format(): the schema %1$I, the zone %2$L
function in_format(text,	out, at) {
	gsub(/%/, "%%", text)
	gsub(/'ledger'/, "%1$L", text)
	gsub(/AT TIME ZONE 'UTC'/, "AT TIME ZONE %2$L", text)
	while (match(text, /date_trunc\('[a-z]+', [^']*, 'UTC'\)/))
		text = substr(text, 1, RSTART + RLENGTH - 7) "%2$L)" substr(text, RSTART + RLENGTH)
	# the schema, not the end of a sentence nor of a longer name
	while (match(text, /(^|[^a-z_.])ledger\.[a-z_]/)) {
		at = RSTART + RLENGTH - 8
		out = out substr(text, 1, at - 1) "%1$I."
		text = substr(text, at + 7)
	}
	return "format($sql$\n" out text "$sql$, schema_name, zone_name)"
}

/^\t-- ledger: tables$/ {
	printf "\tEXECUTE %s;\n", in_format(script["tables"])
	next
}

/^\t-- ledger: rest$/ {
	text = script["rest"]
	begins[1] = 1
	begins[parts + 1] = length(text) + 1
	for (i = 1; i <= parts; i++) {
		piece[i] = substr(text, begins[i], begins[i + 1] - begins[i])
		head = piece[i]
		match(head, /CREATE OR REPLACE (VIEW|FUNCTION|PROCEDURE) ledger\.[a-z_0-9]+/)
		name = substr(head, RSTART, RLENGTH)
		view = name ~ /VIEW/
		sub(/.*\./, "", name)
		heads = heads (i > 1 ? ", " : "") quote(view ? name : name types(substr(head, RSTART + RLENGTH)))
	}
	printf "\theads := ARRAY[%s];\n\tparts := ARRAY[\n", heads
	for (i = 1; i <= parts; i++)
		printf "%s%s\n", in_format(piece[i]), (i < parts ? "," : "];")
	next
}

{
	gsub(/@relations@/, relations)
	gsub(/@tables@/, tables)
	gsub(/@routines@/, routines)
	print
}
