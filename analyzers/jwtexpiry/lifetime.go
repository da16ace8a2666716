package jwtexpiry

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/prodlint/prodlint/internal/summary"
)

// unit says what a number or date counts.
type unit string

// The units that calculations with time go through. Counts are since 1970.
const (
	unknown  unit = ""
	number   unit = "number"   // a plain number
	duration unit = "duration" // nanoseconds
	date     unit = "date"     // a time.Time or a library's date type, in seconds
	text     unit = "text"
	absent   unit = "absent" // nil
	count    unit = "s"      // seconds; "ms", "us" and "ns" likewise
)

var perSecond = map[unit]float64{"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}

// moment is what a value is known to be: n of a unit, counted from now if now is set.
type moment struct {
	unit unit
	n    float64
	now  bool
	raw  bool       // a date as time.Time, which JSON writes as text
	at   summary.ID // the constant it comes from
}

// ahead is the time from now to the moment.
func (m moment) ahead() time.Duration {
	s := m.n
	if p := perSecond[m.unit]; p > 0 {
		s /= p
	} else if m.unit == duration {
		s /= 1e9
	}
	return time.Duration(min(s, 9e9) * 1e9)
}

const (
	maxMoments = 8
	maxDepth   = 10
)

// clock calculates with time as a function sees it: values that only other callers of its helpers give them are left out.
type clock struct {
	prog *summary.Program
	in   summary.FuncRef
}

// moments returns what a value may be. A moment of an unknown unit stands for the rest.
func (k clock) moments(id summary.ID, depth int) []moment {
	if id == summary.NoID || depth == 0 || configured(k.prog, id) {
		return []moment{{}}
	}
	var out []moment
	for _, o := range k.prog.Objects(id) {
		if f := k.prog.FunctionOf(o); f.IsZero() || k.in.IsZero() || f == k.in || k.above(k.in)[f.Func] || k.above(f)[k.in.Func] {
			out = append(out, k.momentsAt(o, depth)...)
		}
	}
	if len(out) == 0 || len(out) > maxMoments {
		return []moment{{}}
	}
	return out
}

// above returns the functions that a function is called by, directly or not, or stands in.
func (k clock) above(f summary.FuncRef) map[*summary.Function]bool {
	seen := map[*summary.Function]bool{}
	for queue := []summary.FuncRef{f}; len(queue) > 0; queue = queue[1:] {
		next := []summary.FuncRef{queue[0].Outer()}
		for _, c := range k.prog.Callers(queue[0]) {
			next = append(next, k.prog.Enclosing(c))
		}
		for _, n := range next {
			if !n.IsZero() && !seen[n.Func] {
				seen[n.Func] = true
				queue = append(queue, n)
			}
		}
	}
	return seen
}

// configured reports whether whoever runs the program sets the value.
func configured(prog *summary.Program, id summary.ID) bool {
	return slices.ContainsFunc(prog.Sources(id), func(s summary.ID) bool {
		c := prog.CallOf(s)
		if c.IsZero() {
			return false
		}
		_, ok := prog.Catalog.Get(c.Call.Callee, "setting")
		return ok
	})
}

func (k clock) momentsAt(o summary.ID, depth int) []moment {
	prog := k.prog
	v := prog.Value(o)
	switch v.Kind {
	case summary.Const:
		return []moment{constant(v, o)}
	case summary.Expr:
		in := prog.Inputs(o)
		if len(in) != 2 {
			break
		}
		return combine(v.Value, k.moments(in[0], depth-1), k.moments(in[1], depth-1))
	case summary.Lit:
		if e, ok := prog.Catalog.Get(v.Type, "timecalc"); ok {
			var out []moment
			for _, f := range prog.FieldsOf(o, e.Attrs["field"]) {
				out = append(out, cooked(k.moments(f, depth-1))...)
			}
			return out
		}
	case summary.Text:
		return []moment{{unit: text}}
	case summary.Result:
		return k.calculated(prog.CallOf(o), depth)
	}
	return []moment{{}}
}

func constant(v *summary.Value, id summary.ID) moment {
	if v.Value == "nil" {
		return moment{unit: absent}
	}
	n, err := strconv.ParseFloat(v.Value, 64)
	switch {
	case v.Type == "string" || v.Type == "untyped string":
		return moment{unit: text, at: id}
	case err != nil:
		return moment{}
	case v.Type == "time.Duration":
		return moment{unit: duration, n: n, at: id}
	}
	return moment{unit: number, n: n, at: id}
}

// cooked marks dates as of a type that JSON writes as a number.
func cooked(ms []moment) []moment {
	for i := range ms {
		ms[i].raw = false
	}
	return ms
}

// calculated follows the calls that the catalog knows to calculate with time.
func (k clock) calculated(c summary.CallRef, depth int) []moment {
	prog := k.prog
	e, ok := prog.Catalog.Get(c.Call.Callee, "timecalc")
	if !ok {
		return []moment{{}}
	}
	of := prog.Arg(c, e.Int("of", 0))
	recv := func() []moment { return k.moments(of, depth-1) }
	var out []moment
	switch e.Attrs["op"] {
	case "now":
		return []moment{{unit: date, now: true, raw: true, at: summary.NoID}}
	case "same":
		return recv()
	case "date":
		return cooked(recv())
	case "text":
		return []moment{{unit: text}}
	case "add":
		return combine("+", recv(), k.moments(prog.Arg(c, 0), depth-1))
	case "adddate":
		days := 0.0
		for i, per := range []float64{365, 30, 1} {
			n, ok := prog.ConstOf(prog.Arg(c, i))
			f, err := strconv.ParseFloat(n, 64)
			if !ok || err != nil {
				return []moment{{}}
			}
			days += f * per
		}
		return combine("+", recv(), []moment{{unit: number, n: days * 86400}})
	case "year":
		if y, ok := prog.ConstOf(of); ok {
			if n, err := strconv.ParseFloat(y, 64); err == nil {
				return []moment{{unit: date, n: (n - 1970) * 365.25 * 86400, raw: true}}
			}
		}
	case "count":
		u := unit(e.Attrs["unit"])
		for _, m := range recv() {
			if m.unit != date && m.unit != duration {
				return []moment{{}}
			}
			if m.unit == duration {
				m.unit, m.n = number, m.n/1e9*perSecond[u]
			} else {
				m.unit, m.n = u, m.n*perSecond[u]
			}
			out = append(out, m)
		}
	case "uncount":
		u := unit(e.Attrs["unit"])
		for _, m := range recv() {
			if m.unit != number && m.unit != u {
				return []moment{{}}
			}
			m.unit, m.n, m.raw = date, m.n/perSecond[u], true
			out = append(out, m)
		}
	}
	return out
}

// combine calculates with every pair of moments.
func combine(op string, xs, ys []moment) []moment {
	var out []moment
	for _, x := range xs {
		for _, y := range ys {
			out = append(out, operate(op, x, y))
		}
	}
	return out
}

func operate(op string, x, y moment) moment {
	m := x
	m.now = x.now || y.now
	if x.unit == number || x.unit == duration && y.unit != number {
		m.unit, m.raw = y.unit, y.raw
	}
	if y.at > 0 {
		m.at = y.at
	}
	switch {
	case x.unit == unknown || y.unit == unknown || x.unit == text || y.unit == text:
		return moment{}
	case op == "+" || op == "-":
		a, b := x.n, y.n
		if m.unit == date {
			a, b = seconds(x), seconds(y)
		}
		if op == "-" {
			b = -b
		}
		m.n = a + b
	case op == "*":
		m.n = x.n * y.n
	case op == "/" && y.n != 0:
		m.n = x.n / y.n
		if s := perSecond[x.unit]; s > 0 { // nanoseconds over 1e6 are milliseconds
			m.unit = unknown
			for u, per := range perSecond {
				if math.Abs(s/y.n-per) < 0.5 {
					m.unit = u
				}
			}
		} else if x.unit == duration && y.unit == duration {
			m.unit = number
		}
	default:
		return moment{}
	}
	return m
}

// seconds converts what is added to a date.
func seconds(m moment) float64 {
	if m.unit == duration {
		return m.n / 1e9
	}
	return m.n
}
