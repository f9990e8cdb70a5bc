# watched.sh -- sourced by dev/asan and dev/valgrind after lib.sh: servers that run
# under a watcher.  pg_ctl starts the postgres that lies beside it: a folder with a copy
# of pg_ctl, links to the other programs and a wrapper named postgres makes the tests'
# own servers run watched too.

# watched_programs COMMAND: the folder, in $watched; COMMAND takes postgres' arguments
watched_programs() {
	local program
	watched=$scratch/watched
	rm -rf "$watched"
	mkdir "$watched"
	for program in "$bin"/*; do ln -s "$program" "$watched/"; done
	rm "$watched/pg_ctl" "$watched/postgres"
	cp "$bin/pg_ctl" "$watched/"
	printf '#!/bin/bash\n%s\n' "$1" >"$watched/postgres"
	chmod 755 "$watched" "$watched/postgres"
	reports=$scratch/reports
	rm -rf "$reports"
	mkdir "$reports"
	if [ "$(id -u)" = 0 ]; then chown postgres "$reports"; fi
}

# watched_server: as start_server, for the regression tests; all wait longer
watched_server() {
	export PGCTLTIMEOUT=600 PGCONNECT_TIMEOUT=300 PG_TEST_TIMEOUT_DEFAULT=3600
	bin=$watched
	start_server
}

# watched_options "$@": -t SECONDS, after which no further test begins, and -r, which
# leaves out what passed without a report since the last call without it
limit= resume=
watched_options() {
	local option
	while getopts t:r option; do
		case $option in
			t) limit=$OPTARG ;;
			r) resume=yes ;;
			*) die "usage: dev/$(basename "$0") [-t SECONDS] [-r] [TEST...]" ;;
		esac
	done
}

# one test, NAME or t/NAME.pl; the first regression test makes the database of all
watched_test() {
	local out
	: >"$scratch/pg/log"
	rm -rf "$scratch/build/tmp_check"
	case $1 in
		t/*)
			out=$(pgmake installcheck bindir="$watched" REGRESS= ISOLATION= PROVE_FLAGS=--verbose PROVE_TESTS="$scratch/src/test/$1" 2>&1) || true
			passed=$((passed + $(grep -c '^ok ' <<<"$out" || true)))
			grep -qE '^Result: (PASS|NOTESTS)' <<<"$out" || { grep -A8 '^not ok ' <<<"$out" | head -40 || tail -5 <<<"$out"; return 1; }
			;;
		*)
			if ! pgmake installcheck bindir="$watched" TAP_TESTS= ISOLATION= REGRESS="$1" EXTRA_REGRESS_OPTS="$existing" >"$scratch/pg/regress.log" 2>&1; then
				head -100 "$scratch/build/regression.diffs" 2>/dev/null || tail -20 "$scratch/pg/regress.log"
				return 1
			fi
			existing=--use-existing passed=$((passed + 1))
			;;
	esac
	out=$(internal_errors "$scratch/pg/log" "$scratch"/build/tmp_check/log/*.log)
	[ -z "$out" ] || { head -20 <<<"$out"; return 1; }
}

# watched_tests NAME...: regression tests (a name) and TAP tests (t/NAME.pl), all
# without names; each failure is printed; counts passed, failed, and left in $left
watched_tests() {
	local name found done=$scratch/watched-done existing=
	passed=0 failed=0 left=0
	[ -n "$resume" ] || rm -f "$done"
	touch "$done"
	if [ $# = 0 ]; then
		# shellcheck disable=SC2046
		set -- $(cd "$scratch/src/test/sql" && ls *.sql | sed 's/\.sql$//') $(cd "$scratch/src/test" && ls t/*.pl)
	fi
	for name; do
		! grep -qxF "$name" "$done" || continue
		if [ -n "$limit" ] && [ "$SECONDS" -ge "$limit" ]; then
			left=$((left + 1))
			continue
		fi
		found=$(reports_found)
		if watched_test "$name"; then
			# a backend that has not ended reports to the run after this one
			[ "$(reports_found)" != "$found" ] || echo "$name" >>"$done"
		else
			failed=$((failed + 1))
			echo "FAILED: $name"
		fi
	done
	# backends report when they end
	(cd / && as_server "$bin/pg_ctl" -D "$scratch/pg/data" -m fast -w -s stop) || true
}
