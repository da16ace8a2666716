package sqltext

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// verbs start a statement.
var verbs = set(`SELECT INSERT REPLACE UPDATE DELETE MERGE UPSERT WITH VALUES TABLE CREATE ALTER DROP TRUNCATE RENAME COMMENT GRANT REVOKE
	BEGIN START COMMIT END ROLLBACK SAVEPOINT RELEASE ABORT SET RESET SHOW USE DESCRIBE DESC EXPLAIN ANALYZE VACUUM REINDEX CLUSTER OPTIMIZE
	PRAGMA ATTACH DETACH COPY LOAD CALL EXEC EXECUTE DO DECLARE FETCH CLOSE LOCK UNLOCK LISTEN NOTIFY UNLISTEN PREPARE DEALLOCATE REFRESH
	IF CHECKPOINT DISCARD HANDLER KILL FLUSH`)

// keywords never are a bare alias, nor the rest of a name that begins with a hole.
var keywords = set(`SELECT FROM WHERE GROUP HAVING ORDER LIMIT OFFSET FETCH FOR WINDOW UNION INTERSECT EXCEPT MINUS JOIN INNER LEFT RIGHT FULL
	CROSS OUTER NATURAL ON USING SET VALUES RETURNING INTO AND OR NOT AS IN IS LIKE ILIKE BETWEEN CASE WHEN THEN ELSE END NULL
	DISTINCT BY ASC DESC INSERT UPDATE DELETE WITH LATERAL EXISTS CONFLICT DUPLICATE DO QUALIFY PREWHERE FINAL TABLESAMPLE STRAIGHT_JOIN
	LOCK OUTPUT OPTION DEFAULT WHENEVER USE FORCE IGNORE ASOF GLOBAL ANY SEMI ANTI SETTINGS FORMAT ARRAY`)

// clauseWords start a clause of a query.
var clauseWords = map[string]Clause{
	"FROM": From, "WHERE": Where, "PREWHERE": Where, "GROUP": GroupBy, "HAVING": Having, "QUALIFY": Having, "WINDOW": Window, "ORDER": OrderBy,
	"LIMIT": Limit, "OFFSET": Offset, "FETCH": Limit, "RETURNING": Returning, "OUTPUT": Returning, "SET": Set, "VALUES": Values, "INTO": Into,
	"USING": Using,
}

// reserved reports whether a word is a keyword that is no name of a table or column.
func (t Token) reserved() bool {
	return t.Kind == Word && keywords[t.Upper] && !t.Is("SETTINGS", "FORMAT", "FINAL", "OPTION", "IGNORE", "GLOBAL")
}
