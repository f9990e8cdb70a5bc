# relations.awk -- prints the tables, views or rows of relations.def.
#
# Every relation X of the inventory has the same three objects: X_shipped (rows
# of the extension), X_user (the same columns, for the user's rows; dumped by
# pg_dump) and the view X, in which a user's row shadows the shipped one of the
# same key.  Writing the three by hand would be writing one thing three times.
#
# A column behind `since VERSION` came with that version.  Tables and views have it
# behind all that came before, source, note and the flags included, for a view can
# grow at its end alone; an update from an older version adds it.  The same goes
# for a relation that says `since VERSION` before its first column.
#
# `look_up EXPRESSION` makes an index on both tables, for a relation that functions
# look into row by row.
#
# usage: awk -v part=tables|views -f rows.awk -f relations.awk relations.def
#        awk -v part=tables -v from=VERSION ...    what an update from there makes
# (rows.awk says how rows are read and printed)

function quote(s) { gsub(/'/, "''", s); return "'" s "'" }

function column_comment(object, name, text) {
	printf "COMMENT ON COLUMN colossus.%s.%s IS %s;\n", object, name, quote(text)
}

function add(name, type, text, since) {
	n++
	column[n] = name
	definition[n] = type
	comment[n] = text
	since_of[n] = since
}

# is version a later than b?  The empty version is that of the beginning.
function later(a, b,    i, x, y) {
	split(a, x, "."); split(b, y, ".")
	for (i = 1; i <= 3; i++)
		if (x[i] + 0 != y[i] + 0)
			return x[i] + 0 > y[i] + 0
	return 0
}

# the tables as they first were, then the columns that came later
function tables(   i, t) {
	t = relation "_shipped"
	if (from == "" || later(since, from)) {
		printf "\nCREATE TABLE colossus.%s (\n", t
		for (i = 1; i <= n; i++)
			if (since_of[i] == since)
				printf "\t%s %s,\n", column[i], definition[i]
		printf "\tPRIMARY KEY (%s)\n);\n", key
		if (look_up != "")
			printf "CREATE INDEX ON colossus.%s (%s);\n", t, look_up
		printf "COMMENT ON TABLE colossus.%s IS %s;\n", t, quote(about " (shipped rows; written by the extension alone)")
		for (i = 1; i <= n; i++)
			if (since_of[i] == since)
				column_comment(t, column[i], comment[i])
		printf "CREATE TABLE colossus.%s_user (LIKE colossus.%s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING COMMENTS);\n", relation, t
		for (i = 1; i <= n; i++)
			if (since_of[i] == since)
				user_definition(i)
		printf "COMMENT ON TABLE colossus.%s_user IS %s;\n", relation, quote(about " (your rows; a row with the key of a shipped one takes its place, retired hides it)")
		printf "SELECT pg_catalog.pg_extension_config_dump('colossus.%s_user', '');\n", relation
		printf "GRANT SELECT ON colossus.%s, colossus.%s_user TO PUBLIC;\n", t, relation
		printf "GRANT INSERT, UPDATE, DELETE ON colossus.%s_user TO @extowner@ WITH GRANT OPTION;\n", relation
	}
	for (i = 1; i <= n; i++)
		if (since_of[i] != since && (from == "" || later(since_of[i], from))) {
			printf "ALTER TABLE colossus.%s ADD %s %s;\n", t, column[i], definition[i]
			column_comment(t, column[i], comment[i])
			printf "ALTER TABLE colossus.%s_user ADD %s %s;\n", relation, column[i], user_type(definition[i])
			user_definition(i)
			column_comment(relation "_user", column[i], comment[i])
		}
}

# references bind shipped rows only
function user_type(type) {
	sub(/ *REFERENCES colossus\.[a-z_]+/, "", type)
	return type
}

function user_definition(i) {
	if (column[i] in user_change && !(column[i] == "source_id" && !fact))
		printf "ALTER TABLE colossus.%s_user ALTER COLUMN %s %s;\n", relation, column[i], user_change[column[i]]
}

function views(   i, k, parts, list, grown, same) {
	for (i = 1; i <= n; i++)
		if (since_of[i] != since)
			grown = grown ", %." column[i]
		else if (column[i] != "retired")
			list = list (list == "" ? "" : ", ") "%." column[i]
	split(key, parts, / *, */)
	for (k = 1; k in parts; k++)
		same = same (k == 1 ? "" : " AND ") "u." parts[k] " = s." parts[k]
	u = list ", false AS shipped" grown; gsub(/%/, "u", u)
	s = list ", true" grown; gsub(/%/, "s", s)
	printf "\nCREATE OR REPLACE VIEW colossus.%s AS\n", relation
	printf "SELECT %s\nFROM colossus.%s_user u WHERE NOT u.retired\nUNION ALL\n", u, relation
	printf "SELECT %s\nFROM colossus.%s_shipped s WHERE NOT s.retired\n", s, relation
	printf "\tAND NOT EXISTS (SELECT 1 FROM colossus.%s_user u WHERE %s);\n", relation, same
	printf "COMMENT ON VIEW colossus.%s IS %s;\n", relation, quote(about)
	printf "CREATE OR REPLACE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON colossus.%s\n", relation
	printf "\tFOR EACH ROW EXECUTE FUNCTION colossus.refuse_write();\n"
	for (i = 1; i <= n; i++)
		if (column[i] != "retired")
			column_comment(relation, column[i], comment[i])
	column_comment(relation, "shipped", "true: a row of the extension; false: one of yours")
	if (fact) {
		subject = ""
		for (k = 1; k in parts; k++)
			subject = subject (k == 1 ? "" : ", ") parts[k]
		facts = facts (facts == "" ? "" : "\nUNION ALL ") \
			sprintf("SELECT %s, concat_ws(', ', %s), status, source_id FROM colossus.%s", quote(relation), subject, relation)
		values = ""
		for (i = 1; i <= n; i++)
			if (definition[i] ~ /^double precision/)
				values = values (values == "" ? "" : ", ") sprintf("(%s, x.%s)", quote(column[i]), column[i])
		if (values != "")
			quantities = quantities (quantities == "" ? "" : "\nUNION ALL ") \
				sprintf("SELECT %s, concat_ws(', ', %s), q.name, q.value, x.source_id FROM colossus.%s x CROSS JOIN LATERAL (VALUES %s) q (name, value) WHERE q.value IS NOT NULL",
					quote(relation), subject, relation, values)
	}
	for (i = 1; i <= n; i++)
		if (column[i] != "source_id" && match(definition[i], /REFERENCES colossus\.[a-z_]+/)) {
			target = substr(definition[i], RSTART + 20, RLENGTH - 20)
			sub(/_shipped$/, "", target)
			orphans = orphans (orphans == "" ? "" : "\nUNION ALL ") \
				sprintf("SELECT %s, concat_ws(', ', %s), %s, x.%s, x.source_id FROM colossus.%s x WHERE x.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM colossus.%s y WHERE y.%s = x.%s)",
					quote(relation), subject, quote(column[i]), column[i], relation, column[i], target, target, column[i])
		}
}

# views over all relations, for the rules that hold for every one of them
function overall_views() {
	printf "\nCREATE OR REPLACE VIEW colossus.fact (relation, subject, status, source_id) AS\n%s;\n", facts
	printf "COMMENT ON VIEW colossus.fact IS 'Every fact of every relation with its status and source.';\n"
	column_comment("fact", "relation", "relation that holds the fact")
	column_comment("fact", "subject", "key of the fact in that relation")
	column_comment("fact", "status", "how far to trust it")
	column_comment("fact", "source_id", "where it comes from: a key of colossus.source")

	printf "\nCREATE OR REPLACE VIEW colossus.quantity (relation, subject, name, value, source_id) AS\n%s;\n", quantities
	printf "COMMENT ON VIEW colossus.quantity IS 'Every number with a unit in every relation, one a row.';\n"
	column_comment("quantity", "relation", "relation that holds the number")
	column_comment("quantity", "subject", "key of its row in that relation")
	column_comment("quantity", "name", "column, which bears the unit")
	column_comment("quantity", "value", "the number")
	column_comment("quantity", "source_id", "where it comes from: a key of colossus.source")

	printf "\nCREATE OR REPLACE VIEW colossus.orphan (relation, subject, reference, value, source_id) AS\n%s;\n", orphans
	printf "COMMENT ON VIEW colossus.orphan IS 'Every reference to a row that is not there.';\n"
	column_comment("orphan", "relation", "relation that refers")
	column_comment("orphan", "subject", "key of the row that refers")
	column_comment("orphan", "reference", "column that refers")
	column_comment("orphan", "value", "key that no row has")
	column_comment("orphan", "source_id", "where the row comes from: a key of colossus.source")
}

function finish() {
	if (relation == "")
		return
	if (latest == since)		# no column came later
		add_fixed()
	if (part == "tables") tables()
	else if (part == "views") views()
	else keep_relation()
}

# the columns that every relation has, behind those that it began with
function add_fixed() {
	if (fact) {
		add("status", "text NOT NULL CHECK (status IN ('measured', 'confirmed', 'permitted', 'reported', 'estimated', 'announced', 'alleged', 'denied'))",
			"how far to trust the row: measured, confirmed, permitted, reported, estimated, announced, alleged or denied", since)
		add("source_id", "text NOT NULL REFERENCES colossus.source_shipped", "where the row comes from: a key of colossus.source", since)
		add("note", "text", "what a reader must know besides: derivation, doubt, conflict", since)
	}
	add("retired", "boolean NOT NULL DEFAULT false", "true: the row is hidden from the view", since)
}

BEGIN {
	# what differs in the user's table: less to type, and no source demanded
	user_change["source_id"] = "DROP NOT NULL"
	user_change["status"] = "SET DEFAULT 'confirmed'"
	user_change["data_set"] = "SET DEFAULT 'user'"
	if (part !~ /^(tables|views|rows)$/) {
		print "relations.awk: part must be tables, views or rows" > "/dev/stderr"
		bad = 1
		exit 1
	}
}

# who writes into a view is told which table is his
BEGIN {
	if (part == "views") {
		print "\nCREATE OR REPLACE FUNCTION colossus.refuse_write() RETURNS trigger"
		print "LANGUAGE plpgsql PARALLEL SAFE AS $$"
		print "BEGIN"
		print "\tRAISE EXCEPTION 'colossus.% is a view of shipped rows and yours', TG_TABLE_NAME"
		print "\t\tUSING ERRCODE = 'object_not_in_prerequisite_state',"
		print "\t\tHINT = pg_catalog.format('Write into colossus.%s_user: a row with the key of a shipped one takes its place, retired hides it.', TG_TABLE_NAME);"
		print "END $$;"
		print "COMMENT ON FUNCTION colossus.refuse_write() IS 'What writing into a view of the inventory says: that X_user is the table to write.';"
	}
}

/^(#|[ \t]*$)/ { next }
/^relation / { finish(); relation = $2; n = 0; fact = 0; about = key = look_up = since = latest = ""; next }
/^about /    { sub(/^about +/, ""); about = about (about == "" ? "" : " ") $0; next }
/^key /      { sub(/^key +/, ""); key = $0; next }
/^look_up /  { sub(/^look_up +/, ""); look_up = $0; next }
/^fact$/     { fact = 1; next }
/^since [0-9]+\.[0-9]+\.[0-9]+$/ {
	if (n == 0)
		since = latest = $2
	else if (later($2, latest)) {
		if (latest == since)
			add_fixed()
		latest = $2
	} else {
		printf "relations.def:%d: version %s does not follow %s\n", FNR, $2, latest > "/dev/stderr"
		bad = 1
		exit 1
	}
	next
}
/^[ \t]+[a-z]/ {
	at = index($0, " -- ")
	if (at == 0) {
		printf "relations.def:%d: column without a comment\n", FNR > "/dev/stderr"
		bad = 1
		exit 1
	}
	text = substr($0, at + 4)
	spec = substr($0, 1, at - 1)
	sub(/^[ \t]+/, "", spec); sub(/[ \t]+$/, "", spec)
	name = spec; sub(/[ \t].*/, "", name)
	type = spec; sub(/^[^ \t]+[ \t]+/, "", type)
	type = gensub_references(type)
	# What no fact can be, so that no view need fear overflow: NaN, infinity, and
	# numbers and dates beyond all reason.
	if (type ~ /^double precision/)
		type = type " CHECK (" name " = 0 OR abs(" name ") BETWEEN 1e-30 AND 1e30)"
	else if (type ~ /^bigint/)
		type = type " CHECK (abs(" name ") <= 1000000000000000)"
	else if (type ~ /^date/)
		type = type " CHECK (" name " BETWEEN '1900-01-01' AND '2200-01-01')"
	add(name, type, text, latest)
	next
}
{
	printf "relations.def:%d: cannot read: %s\n", FNR, $0 > "/dev/stderr"
	bad = 1
	exit 1
}

# REFERENCES site -> REFERENCES colossus.site_shipped
function gensub_references(s) {
	if (match(s, /REFERENCES [a-z_]+/))
		s = substr(s, 1, RSTART + RLENGTH - 1) "_shipped" substr(s, RSTART + RLENGTH)
	sub(/REFERENCES /, "REFERENCES colossus.", s)
	return s
}

END {
	if (bad)
		exit 1
	finish()
	if (part == "views")
		overall_views()
	if (part == "rows")
		print_rows()
}
