# What a tenant cannot learn: two ledgers that differ only in who others are and in what
# their time shows are one and the same to him, under the policies of doc/security.md, in every table
# and view, from rows, packed, stale and booked anew.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('tenants', 'autovacuum = off', 'jit = off', "timezone = 'UTC'");
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };
my ($policies) = slurp_file("$FindBin::RealBin/../../doc/security.md") =~ /^CREATE ROLE beta;\n(.*?)^```/ms;
like($policies, qr/CREATE POLICY .*CREATE POLICY/s, 'the policies of doc/security.md');
$sql->('CREATE EXTENSION colossus; CREATE ROLE acme; CREATE ROLE beta');

# Samples stand half a minute beside every edge.  acme: g1 for two days and a morning,
# g2 and the counter c for one whole day, g3 for a day by two jobs, h a half of one day.
my $his = q{(VALUES ('g1', '2026-03-01'::timestamptz, '2026-03-03 06:00'::timestamptz), ('g2', '2026-03-02', '2026-03-03'), ('c', '2026-03-02', '2026-03-03'),
	('g3', '2026-03-02', '2026-03-03'), ('h', '2026-03-02', '2026-03-02 12:00')) his (device, since, until)};
for my $l ('one', 'two', 'waits')
{
	my ($others, $job, $tenant, $x) = $l ne 'two' ? (360, 'b1', 'beta', 'x') : (200, 'c7', 'gamma', 'y');
	$sql->(qq{
		SET client_min_messages = warning;
		CALL colossus.create_ledger('$l');
		} . ($l eq 'waits' ? q{CALL waits.make_partitions('2026-03-01', '2026-03-05');} : '') . qq{
		INSERT INTO $l.device (device, accelerator, cluster, site, max_gap) SELECT d, 'H100 SXM', 'one', 'Here', '15 minutes' FROM unnest('{g1,g2,g3,h,c,$x}'::text[]) d;
		INSERT INTO $l.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.2, 'US');
		INSERT INTO $l.job (job, kind, tenant, started_at, ended_at) VALUES ('a1', 'inference', 'acme', '2026-03-01', '2026-03-03 06:00'), ('a2', 'inference', 'acme', '2026-03-02', '2026-03-03'),
			('a3', 'inference', 'acme', '2026-03-02', '2026-03-02 09:00'), ('a4', 'training', 'acme', '2026-03-02 09:00', '2026-03-03'), ('a5', 'training', 'acme', '2026-03-02', '2026-03-02 12:00'),
			('$job', 'training', '$tenant', '2026-03-01', '2026-03-04');
		INSERT INTO $l.job_device (job, device, started_at, ended_at) VALUES ('a1', 'g1', '2026-03-01', '2026-03-03 06:00'), ('a2', 'g2', '2026-03-02', '2026-03-03'), ('a2', 'c', '2026-03-02', '2026-03-03'),
			('a3', 'g3', '2026-03-02', '2026-03-02 09:00'), ('a4', 'g3', '2026-03-02 09:00', '2026-03-03'), ('a5', 'h', '2026-03-02', '2026-03-02 12:00'),
			('$job', 'g1', '2026-03-03 06:00', '2026-03-04'), ('$job', 'g2', '2026-03-03', '2026-03-04'), ('$job', 'h', '2026-03-02 12:00', '2026-03-04'), ('$job', '$x', '2026-03-01', '2026-03-04');
		INSERT INTO $l.sample_by_name
		SELECT d, CASE d WHEN 'c' THEN 'energy_j' ELSE 'power_w' END, t,
			CASE WHEN EXISTS (SELECT FROM $his WHERE his.device = d AND t >= his.since AND t <= his.until) THEN 100 + extract(minute FROM t) ELSE $others END
				+ CASE d WHEN 'c' THEN 300 * extract(epoch FROM t - '2026-03-01') ELSE 0 END
		FROM unnest('{g1,g2,g3,h,c,$x}'::text[]) d, generate_series('2026-03-01 00:00:30'::timestamptz, '2026-03-03 23:59:30', '10 minutes') t;
	} . $policies =~ s/\bops\b/$l/gr);
}

# every relation, or all of some kinds, and what functions say, as acme or another sees them
my @asked;
my $look = sub {
	my ($l, $role, $kinds) = @_ > 1 ? @_ : ($_[0], 'acme', q{'r', 'p', 'v'});
	my $relations = $sql->(qq{SELECT string_agg(c.relname, ',' ORDER BY c.relname) FROM pg_class c WHERE c.relnamespace = '$l'::regnamespace AND c.relkind IN ($kinds) AND NOT c.relispartition
		AND c.relname NOT IN ('load', 'reject_reason', 'health')});
	# numbers of rows that are written by everybody tell nothing of them
	my @seen = map { my $r = $_; "SELECT '$r', count(*), string_agg(x, E'\\n' ORDER BY x) FROM (SELECT (to_jsonb(r) - '{identity,invalid_id,booking_id}'::text[])::text AS x FROM $l.$r r) y" } split /,/, $relations;
	push @seen, "SELECT 'health', item, subject, unit FROM $l.health ORDER BY item, subject";
	push @seen, "SELECT 'audit', count(*), string_agg(a::text, E'\\n' ORDER BY a::text) FROM $l.ledger_audit() a";
	push @seen, "SELECT 'emissions', count(*), string_agg(a::text, E'\\n' ORDER BY a::text) FROM $l.emission_ledger() a";
	@asked = @seen;
	my ($rc, $out, $err) = $node->psql('postgres', "SET ROLE $role;\n" . join(";\n", @seen), on_error_stop => 0);
	$err =~ s/\b$l\b/LEDGER/g;
	return "$out\n$err";
};
my $same = sub {
	my ($when) = @_;
	my ($one, $two) = map { [ split /\n/, $look->($_) ] } 'one', 'two';
	my %in_two = map { $_ => 1 } @$two;
	my %in_one = map { $_ => 1 } @$one;
	is(join("\n", (map { "one: $_" } grep { !$in_two{$_} } @$one), (map { "two: $_" } grep { !$in_one{$_} } @$two)), '', "$when: what others do shows in nothing");
	unlike("@$one", qr/permission denied/, "$when: he may read what he is granted");
	return;
};
my $kwh = sub { return $sql->("SET ROLE acme; SELECT round(sum(accelerator_kwh)::numeric, 6) FROM one.job_energy WHERE job = '$_[0]'") };

$same->('rows');
# 54 h at 125 W on average, but for the minutes at its end
cmp_ok($kwh->('a1'), '>', 6.7, 'he sees what is his');
$sql->("CALL $_.compact('2026-03-04')") for 'one', 'two';
$same->('packed');
cmp_ok($kwh->('a1'), '>', 2.9, 'and of packed days at least those of which he holds the next reading');
$sql->("INSERT INTO $_.sample_by_name VALUES ('g1', 'power_w', '2026-03-01 07:07:07', 444), (" . ($_ eq 'one' ? "'x', 'power_w', '2026-03-01 07:07:07', 1" : "'y', 'power_w', '2026-03-01 07:07:07', 2") . "), ('g1', 'power_w', '2026-03-03 07:07:07', " . ($_ eq 'one' ? 1 : 2) . ')') for 'one', 'two';
$same->('stale');
$sql->("CALL $_.compact('2026-03-04')") for 'one', 'two';
$same->('booked anew');
# Every function, asked for what is his, what he held in part, what is not his and what
# is not there: answer and error are the same, whatever others did.  A procedure and a
# function that writes end in the grants.  running_transactions is PostgreSQL's own view
# of who is connected, and the clock is nobody's secret.
my $answers = sub {
	my ($l, $role) = (@_, 'acme');
	my ($rc, $out, $err) = $node->psql('postgres', qq{
		SET client_min_messages = warning;
		SET ROLE $role;
		SET statement_timeout = '10min';
		DO \$do\$
		DECLARE
			f record;
			subject record;
			said text;
			told text;
			context text;
		BEGIN
			CREATE TEMP TABLE answer (asked text PRIMARY KEY, said text);
			FOR f IN
				SELECT p.oid, p.prokind, p.proname, p.proargtypes::oid[] AS types, (p.proargnames)[1:p.pronargs] AS names FROM pg_proc p
				WHERE p.pronamespace = '$l'::regnamespace AND p.prorettype <> 'trigger'::regtype AND p.proname NOT IN ('clock', 'running_transactions')
				ORDER BY p.proname, p.oid::regprocedure::text
			LOOP
				FOR subject IN SELECT * FROM (VALUES ('g1', 'a1', 'acme', 1, date '2026-03-02'), ('g2', 'a2', 'acme', 2, date '2026-03-03'), ('h', 'a5', 'acme', 4, date '2026-03-02'),
					('x', 'b1', 'beta', 6, date '2026-03-01'), ('nobody', 'nothing', 'no one', 99, date '2025-01-01')) s (device, job, tenant, series_id, day)
				LOOP
					BEGIN
						SELECT string_agg(CASE WHEN a.name IN ('device', 'only_device') THEN quote_literal(subject.device) WHEN a.name = 'devices' THEN format('ARRAY[%L]', subject.device)
							WHEN a.name IN ('job', 'only_job') THEN quote_literal(subject.job) WHEN a.name = 'jobs' THEN format('ARRAY[%L]', subject.job)
							WHEN a.name = 'tenant' THEN quote_literal(subject.tenant) WHEN a.name IN ('series_id', 'load_id') THEN subject.series_id::text
							WHEN a.name IN ('series', 'load_ids') THEN format('ARRAY[%s]', subject.series_id) WHEN a.name = 'method' THEN quote_literal('power') WHEN a.name = 'matching' THEN quote_literal('annual')
							WHEN a.name = 'loss' THEN '0.05' WHEN a.name IN ('report', 'part') THEN quote_literal('sample_rest') WHEN a.name = 'metric' THEN quote_literal('power_w')
							WHEN a.name IN ('since', 'begins', 'behind', 'starts', 'low', 'lows', 'period', 'months') AND a.type::regtype::text LIKE '%[]' THEN format('ARRAY[%L]', subject.day)
							WHEN a.name IN ('since', 'begins', 'behind', 'low', 'day', 'only_day', 'first_day', 'at') THEN format('%L', subject.day)
							WHEN a.name = 'period' THEN format('%L', timestamptz '-infinity')
							WHEN a.name = 'before' AND a.type = 'boolean'::regtype THEN 'true'
							WHEN a.name IN ('until', 'ends', 'high', 'before', 'last_day', 'last_reading') AND a.type::regtype::text NOT LIKE '%[]' THEN format('%L', subject.day + 1)
							WHEN a.type::regtype::text LIKE 'timestamp%[]' OR a.type = 'date[]'::regtype THEN format('ARRAY[%L, %L]', subject.day, subject.day + 1)
							WHEN a.name = 'site' THEN quote_literal('Here') WHEN a.name = 'known_on' THEN quote_literal('2026-06-01') WHEN a.name = 'max_gap' THEN quote_literal('15 minutes')
							WHEN a.name = 'relation' THEN quote_literal('job') WHEN a.type IN ('float8'::regtype, 'numeric'::regtype, 'int8'::regtype) THEN '1'
							WHEN a.type = 'boolean'::regtype THEN 'true' ELSE 'NULL' END || '::' || a.type::regtype::text, ', ' ORDER BY a.n) INTO told
						FROM unnest(f.types, f.names) WITH ORDINALITY a (type, name, n);
						told := format('$l.%I(%s)', f.proname, told);
						CONTINUE WHEN EXISTS (SELECT FROM answer a WHERE a.asked = told);	-- that does not ask for the subject
						IF f.prokind = 'p' THEN
							EXECUTE 'CALL ' || told;
							said := 'done';
						ELSE
							EXECUTE format('SELECT concat(count(*), E''\\n'', string_agg(r::text, E''\\n'' ORDER BY r::text)) FROM %s r', told) INTO said;
						END IF;
					EXCEPTION WHEN query_canceled OR assert_failure THEN
						RAISE;
					WHEN OTHERS THEN
						GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL, context = PG_EXCEPTION_HINT;
						said := concat_ws(' ', SQLSTATE, SQLERRM, said, context);
					END;
					INSERT INTO answer VALUES (told, said);
				END LOOP;
			END LOOP;
		END \$do\$;
		SELECT a.asked || ': ' || a.said FROM answer a ORDER BY a.asked;
	}, on_error_stop => 0);
	s/\b$l\./LEDGER./g for $out, $err;
	return [ split(/\n/, $out), split(/\n/, $err) ];
};
my ($of_one, $of_two) = map { $answers->($_) } 'one', 'two';
is_deeply($of_one, $of_two, 'what others do shows in no answer and no error of a function');
cmp_ok(scalar(grep { !/: (?:[0-9A-Z]{5} |0$)/ && /^LEDGER\./ } @$of_one), '>=', 150, 'calls of functions that answered');
# A condition that tells of every row that it is asked about, and costs nothing: it is asked
# after the policies.  Partitions, which a grant on all tables reaches, show nothing past them.
my $peeked = sub {
	my ($l) = @_;
	my $asked = $sql->(qq{SELECT string_agg(format('SELECT %L, count(*) FROM %s r WHERE pg_temp.peek(r.%I)', a.attrelid::regclass || '.' || a.attname, a.attrelid::regclass, a.attname), E';\n' ORDER BY a.attrelid::regclass::text, a.attname)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relnamespace = '$l'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN ('text'::regtype, 'numeric'::regtype)
			AND (c.relkind <> 'v' OR a.attname IN ('device', 'job', 'tenant', 'subject'))
			AND c.relname NOT IN ('load', 'reject_reason', 'health')});
	my ($rc, $out, $err) = $node->psql('postgres', q{SET ROLE acme;
		CREATE FUNCTION pg_temp.peek(anyelement) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS $$BEGIN RAISE NOTICE '%', $1; RETURN true; END$$;
		} . $asked, on_error_stop => 0);
	my %told = map { $_ => 1 } split /\n/, $err =~ s/^psql:<stdin>:\d+: //mgr =~ s/\b$l\./LEDGER./gr;
	return [ (split /\n/, $out =~ s/\b$l\./LEDGER./gr), sort keys %told ];
};
my ($told, $told_in_two) = map { $peeked->($_) } 'one', 'two';
is_deeply($told, $told_in_two, 'what others do shows in no condition that tells');
cmp_ok(scalar(grep { /^NOTICE: / } @$told), '>=', 30, '... which tells of what is his');
$sql->("CALL $_.make_partitions('2026-03-01', '2026-03-03'); GRANT SELECT ON ALL TABLES IN SCHEMA $_ TO acme") for 'one', 'two';
cmp_ok($sql->(q{SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r' AND relnamespace = 'one'::regnamespace}), '>=', 4, 'a partition a day, and the rest');
is($sql->(qq{SET ROLE acme; SELECT count(*) FROM one.$_}), 0, "... of $_ nothing past the policy of sample") for split /\n/, $sql->(q{SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relnamespace = 'one'::regnamespace});

# A pool of connections: what a session was shown, or planned, for the operator and for another
# tenant, shows to the next one no more than a session of his own.
{
	my $alone = $look->('one');
	my $pooled = sub {
		my ($setup, @who) = @_;
		my ($in, $out, $err) = (join("\n", $setup, map { "$_;\n\\echo next\n" . join(";\n", @asked) . ';' } @who), '', '');
		run_log([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ], '<', \$in, '>', \$out, '2>', \$err);
		return [ split /\n/, (split /^next\n/m, $out)[-1] ];
	};
	my @alone = split /\n/, $alone =~ s/\n[^\n]*\z//r;
	is_deeply($pooled->('', 'RESET ROLE', 'SET ROLE acme'), \@alone, 'a tenant after the operator in one session');
	$sql->(q{CREATE ROLE pool; GRANT USAGE ON SCHEMA one TO pool; GRANT SELECT ON ALL TABLES IN SCHEMA one TO pool;
		ALTER POLICY tenant ON one.job USING (tenant = current_setting('app.tenant')); ALTER POLICY tenant ON one.report USING (tenant = current_setting('app.tenant'))});
	is_deeply($pooled->('SET ROLE pool;', q{SET app.tenant = 'beta'}, q{SET app.tenant = 'acme'}), \@alone, '... and after another tenant, by a setting');
	$sql->(q{ALTER POLICY tenant ON one.job USING (tenant = current_user); ALTER POLICY tenant ON one.report USING (tenant = current_user)});
}

# Who may write, with policies for reading alone: a row of another, put in, changed or taken
# out, is answered in the ledger that has it as in the one that has not, and by no key or holder.
{
	my @tables = split /\n/, $sql->(q{SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'one'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT c.relispartition ORDER BY 1});
	my @tries = (q{INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES ('x', 'power_w', '2026-03-01 00:00:30', 1), ('g1', 'power_w', '2026-03-03 12:00:30', 1)});
	for my $table (@tables)
	{
		my $keys = $sql->(qq{SELECT string_agg(format('r.%1\$I = s.%1\$I', a.attname), ' AND ') FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'one.$table'::regclass AND i.indisprimary});
		for my $row (split /\n/, $sql->(qq{SELECT to_jsonb(r) FROM one.$table r ORDER BY r::text LIMIT 20}))
		{
			my $populated = "jsonb_populate_record(NULL::LEDGER.$table, '" . $row =~ s/'/''/gr . "') s";
			push @tries, "INSERT INTO LEDGER.$table OVERRIDING SYSTEM VALUE SELECT s.* FROM $populated", "INSERT INTO LEDGER.$table OVERRIDING SYSTEM VALUE SELECT s.* FROM $populated ON CONFLICT DO NOTHING";
			push @tries, "DELETE FROM LEDGER.$table r USING $populated WHERE $keys" if $keys;
		}
	}
	my $answers = sub {
		my ($l) = @_;
		my ($rc, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nSET ROLE acme;\n" . join('', map { "BEGIN;\n" . s/\bLEDGER\b/$l/gr . ";\nROLLBACK;\n" } @tries), on_error_stop => 0, extra_params => ['-e']);
		return [ split /\n/, "$out\n$err" =~ s/\b$l\./LEDGER./gr =~ s/^LOCATION:.*\n//mgr ];
	};
	$sql->("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $_ TO acme; GRANT USAGE ON ALL SEQUENCES IN SCHEMA $_ TO acme") for 'one', 'two';
	my ($one, $two) = map { $answers->($_) } 'one', 'two';
	is_deeply($one, $two, 'what is there shows in no write');
	cmp_ok(scalar(grep { /42501/ } @$one), '>=', 100, '... and most are refused');
	is(join("\n", grep { /ERROR:  (?!42501)/ } @$one), '', '... by the policies and nothing else');
	$sql->("REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $_ FROM acme; REVOKE USAGE ON ALL SEQUENCES IN SCHEMA $_ FROM acme") for 'one', 'two';
	is($sql->(q{SET ROLE acme; SELECT count(*) FROM pg_sequences WHERE schemaname IN ('one', 'two') AND last_value IS NOT NULL}), 0, 'no number tells how many rows were written');
	$sql->('CREATE SCHEMA acme AUTHORIZATION acme');
	my ($rc, $out, $err) = $node->psql('postgres', 'SET ROLE acme; CREATE TABLE acme.probe (job text REFERENCES one.job)');
	like($err, qr/permission denied for table job/, 'and none is tried by a foreign key');
}
# What the planner expects of a filter shows nothing either: its statistics are of all rows,
# and they tell the operator's two ledgers apart.  Operators that are leakproof PostgreSQL
# estimates by them for everybody, as it does for any table; numeric > and text ~~ are none.
$sql->(qq{SELECT format('ANALYZE %s', string_agg(c.oid::regclass::text, ', ')) FROM pg_class c WHERE c.relnamespace = '$_'::regnamespace AND c.relkind IN ('r', 'p') \\gexec}) for 'one', 'two';
is($sql->(q{SET ROLE acme; SELECT string_agg(DISTINCT s.tablename, ',') FROM pg_stats s JOIN pg_class c ON c.oid = format('%I.%I', s.schemaname, s.tablename)::regclass
	WHERE s.schemaname IN ('one', 'two') AND (c.relrowsecurity OR c.relkind IN ('i', 'I'))}), '', 'no statistics of the tables that have policies, nor of their indexes');
my $expected_rows = sub {
	my ($l, $role) = @_;
	my $asked = $sql->(qq{SELECT string_agg(format('\\echo %1\$s.%2\$s %4\$s\nEXPLAIN SELECT * FROM %1\$s WHERE %2\$I %3\$s;', a.attrelid::regclass, a.attname, w.filter, replace(w.filter, '''', '')), E'\n' ORDER BY a.attrelid::regclass::text, a.attname, w.filter)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		JOIN (VALUES ('numeric'::regtype, 'IS NOT NULL'), ('numeric', '> 1e14'), ('numeric', '> 1e16'), ('numeric', '> 2.5e16'), ('text', '~~ ''%b1%'''), ('text', '~~ ''%eta%'''), ('text', '~~ ''%y%''')) w (type, filter) ON w.type = a.atttypid
		WHERE c.relnamespace = '$l'::regnamespace AND a.attnum > 0 AND NOT c.relispartition AND (c.relkind IN ('r', 'p') OR c.relkind = 'v' AND a.attname IN ('energy_nj', 'device', 'job', 'tenant'))});
	my (undef, $out) = $node->psql('postgres', "SET ROLE $role;\n$asked", on_error_stop => 0);
	my (%rows, $of);
	for (split /\n/, $out)
	{
		if (/^$l\.(.*)/) { $of = $1 }
		elsif (/(.*?)cost=\S+ (rows=\d+)/) { $rows{$of} .= "\n$1$2" }
	}
	return \%rows;
};
my $estimated_apart = sub {
	my ($rows, $in_two) = map { $expected_rows->($_, $_[0]) } 'one', 'two';
	return join "\n", map { "$_:$rows->{$_}\nin the other:" . ($in_two->{$_} // ' none') } grep { $rows->{$_} ne ($in_two->{$_} // '') } sort keys %$rows;
};
is($estimated_apart->('acme'), '', 'what others do shows in no estimate of rows');
like($estimated_apart->('postgres'), qr/^fact\.energy_nj .*^job_device\.job /ms, 'which the operator is shown');
# Rows of packed days whose partitions wait to be dropped stand under another policy than their
# traces and facts: what a view or function tells anybody is of these, and the same when the
# partitions are gone.
{
	# m and n show power and a counter, k, p and c a counter alone; acme held each of them in part on one of
	# the days, and from the fourth on, which is open; n and p are silent on it, n no longer than max_gap allows
	$sql->(q{
		INSERT INTO waits.device (device, accelerator, cluster, site, max_gap) SELECT d, 'H100 SXM', 'one', 'Here', CASE d WHEN 'n' THEN '2 days' ELSE '15 minutes' END::interval FROM unnest('{m,n,k,p}'::text[]) d;
		INSERT INTO waits.job (job, kind, tenant, started_at, ended_at) VALUES ('a6', 'training', 'acme', '2026-03-01', NULL), ('b2', 'training', 'beta', '2026-03-02', '2026-03-04');
		INSERT INTO waits.job_device (job, device, started_at, ended_at) VALUES ('a6', 'm', '2026-03-01', '2026-03-03 06:00'), ('b2', 'm', '2026-03-03 06:00', '2026-03-04'), ('a6', 'm', '2026-03-04', NULL),
			('a6', 'n', '2026-03-01', '2026-03-03 06:00'), ('b2', 'n', '2026-03-03 06:00', '2026-03-04'), ('a6', 'n', '2026-03-04', NULL),
			('a6', 'p', '2026-03-03', '2026-03-03 06:00'), ('a6', 'p', '2026-03-04', NULL), ('a6', 'k', '2026-03-01', '2026-03-02 12:00'), ('b2', 'k', '2026-03-02 12:00', '2026-03-03'), ('a6', 'k', '2026-03-03', '2026-03-04'),
			('a6', 'c', '2026-03-03', '2026-03-03 06:00'), ('a6', 'c', '2026-03-04', NULL), ('a6', 'h', '2026-03-04', NULL);
		INSERT INTO waits.sample_by_name (device, metric, at, value)
		SELECT d, m, t, 100 + extract(minute FROM t) + CASE m WHEN 'energy_j' THEN 300 * extract(epoch FROM t - '2026-03-01'::timestamptz) ELSE 0 END
		FROM unnest('{m,n,k,p,c,h}'::text[]) d, unnest('{power_w,energy_j}'::text[]) m, generate_series('2026-03-01 00:00:30'::timestamptz, '2026-03-05 06:00', '10 minutes') t
		WHERE CASE d WHEN 'm' THEN true WHEN 'n' THEN t < '2026-03-04' OR t > '2026-03-05' WHEN 'k' THEN m = 'energy_j' AND t < '2026-03-04' WHEN 'p' THEN m = 'energy_j' AND (t < '2026-03-04' OR t > '2026-03-05')
			WHEN 'c' THEN m = 'energy_j' AND t > '2026-03-04' ELSE t > '2026-03-04' AND (m = 'power_w' OR t > '2026-03-04 02:00') OR t BETWEEN '2026-03-02' AND '2026-03-03' AND m = 'energy_j' END;
		CALL waits.compact('2026-03-04');
		INSERT INTO waits.sample_by_name (device, metric, at, value) VALUES ('g1', 'power_w', '2026-03-02 07:07:07', 444), ('h', 'power_w', '2026-03-02 07:07:07', 444), ('g3', 'power_w', '2026-03-04 07:07:07', 444)});
	my @roles = ('acme', 'postgres');
	# what is VOLATILE keeps partitions, and tells of them
	my $volatile = $sql->(q{SELECT string_agg(DISTINCT p.proname, '|') FROM pg_proc p WHERE p.pronamespace = 'waits'::regnamespace AND p.provolatile = 'v'});
	my $all = sub { return { map { my $role = $_; ($role => [ (split /\n/, $look->('waits', $role, q{'v'})), grep { !/^LEDGER\.(?:$volatile)\(/ } @{ $role eq 'postgres' ? [] : $answers->('waits', $role) } ]) } @roles } };
	is($sql->('SELECT packed_since, packed_until FROM waits.setting'), '2026-03-01 00:00:00+00|2026-03-04 00:00:00+00', 'three packed days wait for their partitions');
	my $before = $all->();
	for (1 .. 3) { $sql->('CALL waits.drop_partitions()') }
	is($sql->(q{SELECT packed_since, (SELECT count(*) FROM waits.sample WHERE at < '2026-03-04') FROM waits.setting}), 'infinity|0', '... and are dropped');
	my $after = $all->();
	for my $role (@roles)
	{
		my %then = map { $_ => 1 } @{ $before->{$role} };
		my %now = map { $_ => 1 } @{ $after->{$role} };
		is(join("\n", (map { "while they wait: $_" } grep { !$now{$_} } @{ $before->{$role} }), (map { "when they are gone: $_" } grep { !$then{$_} } @{ $after->{$role} })), '', "which shows $role nothing else");
	}
	# days that are packed and whose booking failed, and a job that runs since the middle of the first of them
	$sql->(q{
		INSERT INTO waits.device (device, accelerator, cluster, site) VALUES ('q', 'H100 SXM', 'one', 'Here');
		INSERT INTO waits.job (job, kind, tenant, started_at) VALUES ('b3', 'training', 'beta', '2026-03-04 06:00');
		INSERT INTO waits.job_device (job, device, started_at) VALUES ('b3', 'q', '2026-03-04 06:00');
		INSERT INTO waits.sample_by_name (device, metric, at, value) SELECT 'q', 'power_w', t, 200 FROM generate_series('2026-03-04 00:05'::timestamptz, '2026-03-04 23:55', '10 minutes') t;
		CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$planted$$; END';
		CREATE TRIGGER planted BEFORE INSERT ON waits.fact FOR EACH ROW EXECUTE FUNCTION planted()});
	my ($rc, $out, $err) = $node->psql('postgres', q{CALL waits.compact('2026-03-06')});
	like($err, qr/planted/, 'two days are packed and not booked');
	my $shown = sub { my ($role) = @_; return join "\n", map { my $r = $_; "$r: " . $sql->("SET ROLE $role; SELECT string_agg(x::text, E'\\n' ORDER BY x::text) FROM waits.$r x") } qw(device_energy fleet_hourly job_energy job_daily idle_energy tenant_ledger) };
	is($sql->('SELECT booked_before, packed_since, packed_until FROM waits.setting'), '2026-03-04|2026-03-04 00:00:00+00|2026-03-06 00:00:00+00', 'their partitions wait');
	my %shown = map { $_ => $shown->($_) } @roles, 'beta';
	for (1 .. 3) { $sql->('CALL waits.drop_partitions()') }
	is($sql->(q{SELECT booked_before, packed_since FROM waits.setting}), '2026-03-04|infinity', '... and are dropped');
	is($shown->($_), $shown{$_}, "of days that are packed and not booked $_ is shown the same") for @roles, 'beta';
}
# the operator sees all of it
isnt($sql->('SELECT sum(energy_nj) FROM one.device_energy'), $sql->('SELECT sum(energy_nj) FROM two.device_energy'), 'while the ledgers differ');

$node->stop;
done_testing();
