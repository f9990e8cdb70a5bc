# overloads.awk -- writes out what differs in argument types alone.
#
# A module may say
#
#	-- for DEVICE, KIND in bigint, / text, _text
#	-- for WATTS in float8 / real
#	CREATE ... DEVICE ... WATTS ... KIND ...
#	-- end
#
# and the lines between are printed once for each combination, with the words
# replaced.  Everything else is printed as it stands.
#
# usage: awk -f overloads.awk module...

function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }

# prints text with the words of loop k and later ones replaced
function expand(k, text,    i, v, w, n, m, words, values, round) {
	if (k > loops) {
		printf "%s", text
		return
	}
	n = split(names[k], words, ",")
	m = split(choices[k], round, "/")
	for (i = 1; i <= m; i++) {
		split(round[i], values, ",")
		v = text
		for (w = 1; w <= n; w++)
			gsub(trim(words[w]), trim(values[w]), v)
		expand(k + 1, v)
	}
}

/^-- for [A-Z]/ && !inside {
	split(substr($0, 8), parts, " in ")
	loops++
	names[loops] = parts[1]
	choices[loops] = parts[2]
	next
}
loops && /^-- end$/ {
	expand(1, body)
	loops = inside = 0
	body = ""
	next
}
loops { inside = 1; body = body $0 "\n"; next }
{ print }
END { if (loops) { print "overloads.awk: a block without end" >"/dev/stderr"; exit 1 } }
