package syncprocessing

import (
	"slices"

	"github.com/prodlint/prodlint/internal/effect"
	"github.com/prodlint/prodlint/internal/handler"
	"github.com/prodlint/prodlint/internal/summary"
)

// fetched reports whether what is sent on at the end of an effect is an answer of another server, which a function on the way there has asked for.
func (j *index) fetched(e *effect.Effect) bool {
	var way []summary.CallRef
	for ; e != nil; e = e.Next {
		way = append(way, e.Via)
	}
	last := way[len(way)-1]
	line, ok := j.sender(last)
	if !ok || !line.Has("body") || line.Has("field") {
		return false
	}
	arg := line.Int("body", 0)
	for k := len(way) - 1; k > 0; k-- {
		id := j.Arg(way[k], arg)
		if id == summary.NoID {
			return false
		}
		f := j.Enclosing(way[k])
		from := handler.Local(j.Program, id)
		i := slices.IndexFunc(from, func(o summary.ID) bool {
			v := j.Value(o)
			return v.Kind == summary.Param && v.Index >= 0 && j.FunctionOf(o).Func == f.Func
		})
		if i < 0 {
			return handler.MadeOf(j.Program, id, j.isAnswer)
		}
		arg = int(j.Value(from[i]).Index)
	}
	return false
}

// isAnswer reports whether a value is the body of an answer of another server.
func (j *index) isAnswer(id summary.ID) bool {
	v := j.Value(id)
	return v.Kind == summary.Load && v.Field == "Body" && v.Base != summary.None && j.Owner(id).Nodes[v.Base].Type == "net/http.Response"
}
