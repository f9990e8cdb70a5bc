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

# watched_tests NAME...: regression tests (a name) and TAP tests (t/NAME.pl), all
# without names; each failure is printed, passed and failed are counted
watched_tests() {
	local name regress=() prove=() out
	passed=0 failed=0
	if [ $# = 0 ]; then
		# shellcheck disable=SC2046
		set -- $(cd "$scratch/src/test/sql" && ls *.sql | sed 's/\.sql$//') $(cd "$scratch/src/test" && ls t/*.pl)
	fi
	for name; do
		case $name in
			t/*) prove+=("$scratch/src/test/$name") ;;
			*) regress+=("$name") ;;
		esac
	done
	if [ ${#regress[@]} -gt 0 ]; then
		if ! pgmake installcheck bindir="$watched" TAP_TESTS= ISOLATION= REGRESS="${regress[*]}" >"$scratch/pg/regress.log" 2>&1; then
			failed=$(grep -c '^diff ' "$scratch/build/regression.diffs" 2>/dev/null || true)
			if [ "${failed:-0}" = 0 ]; then failed=1; tail -20 "$scratch/pg/regress.log"; fi
			head -100 "$scratch/build/regression.diffs" 2>/dev/null || true
		fi
		passed=$((${#regress[@]} - failed))
	fi
	# backends report when they end
	(cd / && as_server "$bin/pg_ctl" -D "$scratch/pg/data" -m fast -w -s stop) || true
	for name in ${prove[@]+"${prove[@]}"}; do
		out=$(pgmake installcheck bindir="$watched" REGRESS= ISOLATION= PROVE_FLAGS=--verbose PROVE_TESTS="$name" 2>&1) || true
		passed=$((passed + $(grep -c '^ok ' <<<"$out" || true)))
		if ! grep -qE '^Result: (PASS|NOTESTS)' <<<"$out"; then
			failed=$((failed + 1))
			echo "FAILED: ${name##*/}"
			grep -A8 '^not ok ' <<<"$out" | head -40 || tail -5 <<<"$out"
		fi
	done
}
