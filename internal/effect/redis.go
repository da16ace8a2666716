package effect

import (
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/summary"
)

// command returns the name of a Redis command: a text, or the first method of a builder (rueidis: B().Get().Key(k).Build()).
func (s *sites) command(id summary.ID) string {
	if name := s.name(id); name != "" {
		return name
	}
	for _, from := range s.producers(id) {
		chain := s.chain(from)
		for i, c := range chain {
			if i > 0 && methodName(c.Call.Callee) == "B" {
				return methodName(chain[i-1].Call.Callee)
			}
		}
	}
	return ""
}

// commandKind is the kind of a Redis command.
func commandKind(command string, kind Kind) Kind {
	switch command = strings.ToUpper(command); {
	case command == "":
		return kind
	case strings.Contains(command, "GET") && command != "GETSET" && command != "GETDEL", slices.Contains(redisReads, command):
		return CacheGet
	case command == "PING" || command == "AUTH" || command == "SELECT" || command == "MULTI" || command == "EXEC":
		return "admin"
	}
	return CacheSet
}

// redisReads are the commands of Redis 7 that read and have no GET in their names.
var redisReads = strings.Fields("EXISTS TTL PTTL TYPE KEYS SCAN HKEYS HVALS HLEN HEXISTS HSCAN LRANGE LLEN LINDEX SMEMBERS SISMEMBER SCARD SINTER SUNION SDIFF " +
	"ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZSCORE ZRANK ZREVRANK ZCARD ZCOUNT STRLEN XRANGE XLEN DBSIZE PFCOUNT BITCOUNT GEOPOS GEOSEARCH")
