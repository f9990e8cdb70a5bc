# rows.awk -- turns rows/*.tsv into INSERTs, and refuses what a reader would miss.
#
# rows/X.tsv and rows/X-SUBJECT.tsv hold shipped rows of the relation X: lines
# that begin with # on top, a header line with the names of the columns, then
# one row a line, sorted by the key.  A field is taken as it stands: an empty
# one is NULL, "" is the empty string.  A column that the header leaves out has
# its default.
#
# Refused, each with its file and line: a name that relations.def does not know,
# a key or a NOT NULL column left out, another number of fields than the header
# has, a number, date or boolean that is none, blanks around a field, rows out
# of order or twice, and a reference (source_id first of all) to no row.
#
# relations.awk, which reads relations.def, calls keep_relation for each one.
#
# usage: awk -v part=rows -f rows.awk -f relations.awk relations.def rows/*.tsv

function refuse(text) {
	printf "%s:%d: %s\n", file, line, text > "/dev/stderr"
	bad = 1
}

function keep_relation(   i) {
	relations++
	name_of[relations] = relation
	key_of[relation] = key
	columns_of[relation] = n
	for (i = 1; i <= n; i++) {
		column_of[relation, i] = column[i]
		type_of[relation, column[i]] = definition[i]
	}
}

# the class of a column's type: what its fields look like and how they sort
function class(relation, name,    type) {
	type = type_of[relation, name]
	if (type ~ /^(double precision|integer|bigint)/) return "number"
	if (type ~ /^date/) return "date"
	if (type ~ /^boolean/) return "boolean"
	return "text"
}

function header(    i, k, parts) {
	fields = split($0, head, "\t")
	split("", field_of)
	for (i = 1; i <= fields; i++) {
		if (!((into, head[i]) in type_of))
			refuse("relation " into " has no column \"" head[i] "\"")
		if (head[i] in field_of)
			refuse("column " head[i] " twice")
		field_of[head[i]] = i
		kind[i] = class(into, head[i])
		need[i] = type_of[into, head[i]] ~ /NOT NULL/
	}
	for (i = 1; i <= columns_of[into]; i++) {
		k = column_of[into, i]
		if (!(k in field_of) && type_of[into, k] ~ /NOT NULL/ && type_of[into, k] !~ /DEFAULT/)
			refuse("column " k " is needed")
	}
	keys = split(key_of[into], parts, / *, */)
	for (k = 1; k <= keys; k++) {
		if (!(parts[k] in field_of))
			refuse("column " parts[k] " of the key is needed")
		key_field[k] = field_of[parts[k]]
	}
	split("", last)
}

# -1, 0 or 1: this row's key before, at or behind that of the row above
function compare_keys(f,    k, a, b) {
	for (k = 1; k <= keys; k++) {
		a = f[key_field[k]]; b = last[k]
		if (kind[key_field[k]] == "number") { a += 0; b += 0 }
		else { a = a ""; b = b "" }
		if (a < b) return -1
		if (a > b) return 1
	}
	return 0
}

function literal(value, i) {
	if (value == "") {
		if (need[i]) refuse(head[i] " is empty, which is NULL; the empty string is \"\"")
		return "NULL"
	}
	if (value ~ /^ | $|\r/)
		refuse(head[i] ": blanks around \"" value "\"")
	if (kind[i] == "number") {
		if (value !~ /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/) refuse(head[i] ": no number: \"" value "\"")
		return value
	}
	if (kind[i] == "boolean") {
		if (value !~ /^(true|false)$/) refuse(head[i] ": neither true nor false: \"" value "\"")
		return value
	}
	if (kind[i] == "date" && value !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/)
		refuse(head[i] ": no date as 2026-01-31: \"" value "\"")
	return value == "\"\"" ? "''" : quote(value)
}

function read_row(    f, i, k, m, id, text) {
	m = split($0, f, "\t")
	if (m != fields) {
		refuse(m " fields where the header has " fields)
		return
	}
	for (i = 1; i <= fields; i++) {
		text = text (i == 1 ? "" : ", ") literal(f[i], i)
		if (f[i] != "" && match(type_of[into, head[i]], /REFERENCES colossus\.[a-z_]+_shipped/)) {
			references++
			reference[references] = substr(type_of[into, head[i]], RSTART + 20, RLENGTH - 28) SUBSEP f[i]
			referrer[references] = file SUBSEP line SUBSEP head[i]
		}
	}
	if (1 in last) {
		k = compare_keys(f)
		if (k < 0) refuse("not sorted by the key (" key_of[into] ")")
	}
	for (k = 1; k <= keys; k++) {
		last[k] = f[key_field[k]]
		id = id SUBSEP f[key_field[k]]
	}
	if ((into id) in seen)
		refuse("the same key as in " seen[into id])
	seen[into id] = file ":" line
	insert[into] = insert[into] (first ? "\nINSERT INTO colossus." into "_shipped (" header_list() ") VALUES\n" : ",\n") "\t(" text ")"
	first = 0
}

function header_list(    i, s) {
	for (i = 1; i <= fields; i++)
		s = s (i == 1 ? "" : ", ") head[i]
	return s
}

# what follows the last row of a file; EXCLUDED holds the default of a column left out
function close_file(    i, c, k, s) {
	if (into == "" || first)
		return
	for (i = 1; i <= columns_of[into]; i++) {
		c = column_of[into, i]
		if (index(", " key_of[into] ",", ", " c ",") == 0)
			s = s (s == "" ? "" : ", ") c " = EXCLUDED." c
	}
	insert[into] = insert[into] "\nON CONFLICT (" key_of[into] ") DO UPDATE SET " s ";\n"
}

FILENAME ~ /\.tsv$/ {
	if (relation != "") {		# the last one of relations.def
		finish()
		relation = ""
	}
	if (FILENAME != file) {
		close_file()
		file = FILENAME
		into = file
		sub(/.*\//, "", into); sub(/\.tsv$/, "", into); sub(/-.*/, "", into)
		line = titled = 0
		first = 1
		if (!(into in key_of)) refuse("relations.def has no relation " into)
	}
	line++
	if (!(into in key_of)) next
	if (titled) read_row()
	else if ($0 !~ /^#/) { header(); titled = 1 }
	next
}

function print_rows(    i, part, where) {
	close_file()
	for (i = 1; i <= references; i++) {
		split(reference[i], part, SUBSEP)
		if (!((part[1] SUBSEP part[2]) in seen)) {
			split(referrer[i], where, SUBSEP)
			file = where[1]; line = where[2]
			refuse(where[3] ": " part[1] " has no row \"" part[2] "\"")
		}
	}
	if (bad)
		exit 1
	for (i = 1; i <= relations; i++)
		printf "%s", insert[name_of[i]]
}
