// Package moment works out which times and durations a value may be: what a program adds to time.Now, in which unit it counts, and the
// constant behind it. It knows what the catalog calls timecalc.
package moment

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/prodlint/prodlint/internal/summary"
)

// Unit says what a number or date counts.
type Unit string

// The units that calculations with time go through. Seconds, Millis, Micros and Nanos count since 1970.
const (
	Unknown  Unit = ""
	Number   Unit = "number"   // a plain number
	Duration Unit = "duration" // nanoseconds
	Date     Unit = "date"     // a time.Time or a library's date type, in seconds
	Text     Unit = "text"
	Absent   Unit = "absent" // nil
	Seconds  Unit = "s"
	Millis   Unit = "ms"
	Micros   Unit = "us"
	Nanos    Unit = "ns"
)

var perSecond = map[Unit]float64{Seconds: 1, Millis: 1e3, Micros: 1e6, Nanos: 1e9}

// Moment is what a value is known to be: N of a unit, counted from now if Now is set.
type Moment struct {
	Unit Unit
	N    float64
	Now  bool
	Raw  bool       // a date as time.Time, which JSON writes as text
	At   summary.ID // the constant it comes from, 0 or NoID if there is none
}

// Ahead is the time from now to the moment, or the duration.
func (m Moment) Ahead() time.Duration {
	s := m.N
	if p := perSecond[m.Unit]; p > 0 {
		s /= p
	} else if m.Unit == Duration {
		s /= 1e9
	}
	return time.Duration(max(min(s, 9e9), -9e9) * 1e9)
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

// Of returns what a value used in function in may be. A moment of an unknown unit stands for what is not known, or is configured.
func Of(prog *summary.Program, in summary.FuncRef, id summary.ID) []Moment {
	return clock{prog, in}.moments(id, maxDepth)
}

func (k clock) moments(id summary.ID, depth int) []Moment {
	if id == summary.NoID || depth == 0 {
		return []Moment{{}}
	}
	sources := k.prog.Sources(id)
	if slices.ContainsFunc(sources, k.configured) {
		return []Moment{{}}
	}
	var out []Moment
	for _, o := range k.prog.Origins(id) {
		if k.sees(o) || k.kept(sources, o) {
			out = append(out, k.momentsAt(o, depth)...)
		}
	}
	if len(out) == 0 || len(out) > maxMoments {
		return []Moment{{}}
	}
	return out
}

// configured reports whether whoever runs the program sets a value.
func (k clock) configured(id summary.ID) bool {
	c := k.prog.CallOf(id)
	if c.IsZero() {
		return false
	}
	_, ok := k.prog.Catalog.Get(c.Call.Callee, "setting")
	return ok
}

// sees reports whether a value comes from the function, from one that calls it, or from one that it calls.
func (k clock) sees(o summary.ID) bool {
	f := k.prog.FunctionOf(o)
	return f.IsZero() || k.in.IsZero() || f == k.in || k.prog.Above(k.in)[f.Func] || k.prog.Above(f)[k.in.Func]
}

// kept reports whether a value comes by a field or variable, which any function may set.
func (k clock) kept(sources []summary.ID, o summary.ID) bool {
	return slices.ContainsFunc(sources, func(s summary.ID) bool {
		kind := k.prog.Value(s).Kind
		return (kind == summary.Field || kind == summary.Global) && slices.Contains(k.prog.Origins(s), o)
	})
}

func (k clock) momentsAt(o summary.ID, depth int) []Moment {
	prog := k.prog
	v := prog.Value(o)
	switch v.Kind {
	case summary.Const:
		return []Moment{constant(v, o)}
	case summary.Expr:
		in := prog.Inputs(o)
		if len(in) != 2 {
			break
		}
		return combine(v.Value, k.moments(in[0], depth-1), k.moments(in[1], depth-1))
	case summary.Lit:
		if e, ok := prog.Catalog.Get(v.Type, "timecalc"); ok {
			var out []Moment
			for _, f := range prog.FieldsOf(o, e.Attrs["field"]) {
				out = append(out, cooked(k.moments(f, depth-1))...)
			}
			return out
		}
	case summary.Text:
		return []Moment{{Unit: Text}}
	case summary.Result:
		return k.calculated(prog.CallOf(o), depth)
	}
	return []Moment{{}}
}

func constant(v *summary.Value, id summary.ID) Moment {
	if v.Value == "nil" {
		return Moment{Unit: Absent}
	}
	n, err := strconv.ParseFloat(v.Value, 64)
	switch {
	case v.Type == "string" || v.Type == "untyped string":
		return Moment{Unit: Text, At: id}
	case err != nil:
		return Moment{}
	case v.Type == "time.Duration":
		return Moment{Unit: Duration, N: n, At: id}
	}
	return Moment{Unit: Number, N: n, At: id}
}

// cooked marks dates as of a type that JSON writes as a number.
func cooked(ms []Moment) []Moment {
	for i := range ms {
		ms[i].Raw = false
	}
	return ms
}

// calculated follows the calls that the catalog knows to calculate with time.
func (k clock) calculated(c summary.CallRef, depth int) []Moment {
	prog := k.prog
	e, ok := prog.Catalog.Get(c.Call.Callee, "timecalc")
	if !ok {
		return []Moment{{}}
	}
	of := prog.Arg(c, e.Int("of", 0))
	recv := func() []Moment { return k.moments(of, depth-1) }
	var out []Moment
	switch e.Attrs["op"] {
	case "now":
		return []Moment{{Unit: Date, Now: true, Raw: true, At: summary.NoID}}
	case "same":
		return recv()
	case "date":
		return cooked(recv())
	case "text":
		return []Moment{{Unit: Text}}
	case "add":
		d := k.moments(prog.Arg(c, 0), depth-1)
		for i := range d {
			if d[i].Unit == Number { // float64(time.Hour) times a number, made a duration again
				d[i].Unit = Duration
			}
		}
		return combine("+", recv(), d)
	case "adddate":
		days := 0.0
		for i, per := range []float64{365, 30, 1} {
			n, ok := prog.ConstOf(prog.Arg(c, i))
			f, err := strconv.ParseFloat(n, 64)
			if !ok || err != nil {
				return []Moment{{}}
			}
			days += f * per
		}
		return combine("+", recv(), []Moment{{Unit: Number, N: days * 86400}})
	case "year":
		if y, ok := prog.ConstOf(of); ok {
			if n, err := strconv.ParseFloat(y, 64); err == nil {
				return []Moment{{Unit: Date, N: (n - 1970) * 365.25 * 86400, Raw: true}}
			}
		}
	case "count":
		u := Unit(e.Attrs["unit"])
		for _, m := range recv() {
			if m.Unit != Date && m.Unit != Duration {
				return []Moment{{}}
			}
			if m.Unit == Duration {
				m.Unit, m.N = Number, m.N/1e9*perSecond[u]
			} else {
				m.Unit, m.N = u, m.N*perSecond[u]
			}
			out = append(out, m)
		}
	case "uncount":
		u := Unit(e.Attrs["unit"])
		for _, m := range recv() {
			if m.Unit != Number && m.Unit != u {
				return []Moment{{}}
			}
			m.Unit, m.N, m.Raw = Date, m.N/perSecond[u], true
			out = append(out, m)
		}
	}
	return out
}

// combine calculates with every pair of moments.
func combine(op string, xs, ys []Moment) []Moment {
	var out []Moment
	for _, x := range xs {
		for _, y := range ys {
			out = append(out, operate(op, x, y))
		}
	}
	return out
}

func operate(op string, x, y Moment) Moment {
	m := x
	m.Now = x.Now || y.Now
	if x.Unit == Number || x.Unit == Duration && y.Unit != Number {
		m.Unit, m.Raw = y.Unit, y.Raw
	}
	if y.At > 0 {
		m.At = y.At
	}
	switch {
	case x.Unit == Unknown || y.Unit == Unknown || x.Unit == Text || y.Unit == Text:
		return Moment{}
	case op == "+" || op == "-":
		a, b := x.N, y.N
		if m.Unit == Date {
			a, b = inSeconds(x), inSeconds(y)
		}
		if op == "-" {
			b = -b
		}
		m.N = a + b
	case op == "*":
		m.N = x.N * y.N
		m.Unit = scaled(x, y, m.Unit, y.N)
	case op == "/" && y.N != 0:
		m.N = x.N / y.N
		m.Unit = scaled(x, Moment{}, m.Unit, 1/y.N)
		if x.Unit == Duration && y.Unit == Duration {
			m.Unit = Number
		}
	default:
		return Moment{}
	}
	return m
}

// inSeconds converts what is added to a date.
func inSeconds(m Moment) float64 {
	if m.Unit == Duration {
		return m.N / 1e9
	}
	return m.N
}

// scaled returns the unit of a count x that is multiplied by a factor: nanoseconds over 1e6 are milliseconds. Other values keep their unit u.
func scaled(x, y Moment, u Unit, factor float64) Unit {
	per := perSecond[x.Unit]
	if per == 0 && perSecond[y.Unit] > 0 {
		per, factor = perSecond[y.Unit], x.N
	}
	if per == 0 {
		return u
	}
	for _, to := range []Unit{Seconds, Millis, Micros, Nanos} {
		if math.Abs(per*factor/perSecond[to]-1) < 1e-6 {
			return to
		}
	}
	return Unknown
}
