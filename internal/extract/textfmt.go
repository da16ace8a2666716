package extract

import (
	"fmt"
	"go/ast"
	"go/constant"
	"strconv"
	"strings"
)

// writer recognises a call that appends to a buffer: it returns the buffer and what it appends on a path.
func (t *textRun) writer(call *ast.CallExpr) (ast.Expr, func(env) []value, bool) {
	arg := func(i int) func(env) []value {
		return func(at env) []value {
			vals := t.eval(call.Args[i], at)
			for k, v := range vals {
				vals[k] = value{parts: v.text(call.Args[i])}
			}
			return vals
		}
	}
	sel, isSel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	switch name := t.callee(call); name {
	case "(*strings.Builder).WriteString", "(*bytes.Buffer).WriteString", "(*strings.Builder).Write", "(*bytes.Buffer).Write":
		if isSel {
			return sel.X, arg(0), true
		}
	case "(*strings.Builder).WriteByte", "(*bytes.Buffer).WriteByte", "(*strings.Builder).WriteRune", "(*bytes.Buffer).WriteRune":
		if isSel {
			return sel.X, func(env) []value {
				if tv := t.info.Types[call.Args[0]]; tv.Value != nil {
					if n, ok := constant.Int64Val(constant.ToInt(tv.Value)); ok {
						return []value{literal(string(rune(n)))}
					}
				}
				return []value{hole(call.Args[0])}
			}, true
		}
	case "io.WriteString":
		return call.Args[0], arg(1), true
	case "fmt.Fprintf", "fmt.Fprint", "fmt.Fprintln":
		return call.Args[0], func(at env) []value { return t.print(name, call, 1, at) }, len(call.Args) > 0
	}
	return nil, nil, false
}

// evalLibrary evaluates the functions of the standard library that make text; nil for others.
func (t *textRun) evalLibrary(x *ast.CallExpr, at env) []value {
	name := t.callee(x)
	texts := func(i int) []value {
		vals := t.eval(x.Args[i], at)
		out := make([]value, len(vals))
		for k, v := range vals {
			out[k] = value{parts: v.text(x.Args[i])}
		}
		return out
	}
	switch name {
	case "fmt.Sprintf", "fmt.Sprint", "fmt.Sprintln":
		return t.print(name, x, 0, at)
	case "fmt.Appendf", "fmt.Append", "fmt.Appendln":
		return cross([][]value{texts(0), t.print(name, x, 1, at)}, func(v []value) value { return value{parts: concat(v[0].parts, v[1].parts)} })
	case "bytes.NewBufferString", "bytes.NewBuffer", "strings.Clone":
		return texts(0)
	case "strings.Join":
		return t.join(x, at)
	case "strconv.Itoa":
		if s, ok := t.printed(x.Args[0], 'd'); ok {
			return []value{literal(s)}
		}
	case "strconv.Quote":
		return cross([][]value{texts(0)}, func(v []value) value { return quoted(v[0]) })
	case "strings.Repeat":
		return t.repeat(x, texts(0))
	case "strings.TrimSpace", "strings.ToLower", "strings.ToUpper", "strings.Title",
		"strings.TrimSuffix", "strings.TrimPrefix", "strings.Trim", "strings.TrimLeft", "strings.TrimRight", "strings.Replace", "strings.ReplaceAll":
		return t.edit(name, x, texts(0), at)
	}
	return nil
}

// edit applies a function of package strings to each literal part; what it does to a hole is part of the hole.
func (t *textRun) edit(name string, x *ast.CallExpr, texts []value, at env) []value {
	var args []string
	for i := 1; i < len(x.Args) && i < 3; i++ {
		vals := t.eval(x.Args[i], at)
		s, ok := vals[0].constText()
		if len(vals) > 1 || !ok {
			if i == 2 && strings.HasPrefix(name, "strings.Replace") { // the new text is not known
				return t.replaceUnknown(x, texts, args[0], vals)
			}
			return nil
		}
		args = append(args, s)
	}
	out := make([]value, len(texts))
	for i, v := range texts {
		parts := normalize(v.parts)
		edited := make([]Piece, len(parts))
		for k, p := range parts {
			if p.Hole == nil {
				p.Lit = editLiteral(name, p.Lit, args, k == 0, k == len(parts)-1)
			}
			edited[k] = p
		}
		out[i] = value{parts: normalize(edited)}
	}
	return out
}

func editLiteral(name, s string, args []string, first, last bool) string {
	left := func(f func(string) string) {
		if first {
			s = f(s)
		}
	}
	right := func(f func(string) string) {
		if last {
			s = f(s)
		}
	}
	const space = " \t\r\n\v\f"
	switch name {
	case "strings.ToLower":
		return strings.ToLower(s)
	case "strings.ToUpper":
		return strings.ToUpper(s)
	case "strings.TrimSpace":
		left(func(s string) string { return strings.TrimLeft(s, space) })
		right(func(s string) string { return strings.TrimRight(s, space) })
	case "strings.TrimSuffix":
		right(func(s string) string { return strings.TrimSuffix(s, args[0]) })
	case "strings.TrimPrefix":
		left(func(s string) string { return strings.TrimPrefix(s, args[0]) })
	case "strings.Trim":
		left(func(s string) string { return strings.TrimLeft(s, args[0]) })
		right(func(s string) string { return strings.TrimRight(s, args[0]) })
	case "strings.TrimLeft":
		left(func(s string) string { return strings.TrimLeft(s, args[0]) })
	case "strings.TrimRight":
		right(func(s string) string { return strings.TrimRight(s, args[0]) })
	case "strings.Replace", "strings.ReplaceAll":
		if args[0] != "" {
			return strings.ReplaceAll(s, args[0], args[1])
		}
	}
	return s
}

// replaceUnknown puts the alternatives of a new text where the old one stood.
func (t *textRun) replaceUnknown(x *ast.CallExpr, texts []value, old string, news []value) []value {
	if old == "" {
		return nil
	}
	return cross([][]value{texts, news}, func(v []value) value {
		var parts []Piece
		for _, p := range normalize(v[0].parts) {
			if p.Hole != nil {
				parts = append(parts, p)
				continue
			}
			for i, s := range strings.Split(p.Lit, old) {
				if i > 0 {
					parts = append(parts, v[1].text(x.Args[2])...)
				}
				parts = append(parts, Piece{Lit: s})
			}
		}
		return value{parts: normalize(parts)}
	})
}

func (t *textRun) join(x *ast.CallExpr, at env) []value {
	return cross([][]value{t.eval(x.Args[0], at), t.eval(x.Args[1], at)}, func(v []value) value {
		if !v[0].list || v[0].names != nil || len(v[0].elems) == 0 && v[0].open {
			return hole(x)
		}
		var parts []Piece
		for i, e := range v[0].elems {
			if i > 0 {
				parts = append(parts, v[1].text(x.Args[1])...)
			}
			if e.value.list {
				return hole(x)
			}
			parts = append(parts, e.value.parts...)
		}
		if v[0].open {
			parts = append(parts, Piece{Hole: &ast.BadExpr{}})
		}
		return value{parts: normalize(parts)}
	})
}

// repeat writes a text several times; once and a hole where the number is not known.
func (t *textRun) repeat(x *ast.CallExpr, texts []value) []value {
	key, isConst := t.constKey(x.Args[1])
	n, err := strconv.Atoi(key)
	known := isConst && err == nil && n >= 0 && n <= 64
	out := make([]value, len(texts))
	for i, v := range texts {
		var parts []Piece
		if known {
			for range n {
				parts = append(parts, v.parts...)
			}
		} else {
			parts = append(append(parts, v.parts...), Piece{Hole: &ast.BadExpr{}})
		}
		out[i] = value{parts: normalize(parts)}
	}
	return out
}

// print evaluates a function of package fmt whose format or operands begin at argument from.
func (t *textRun) print(name string, x *ast.CallExpr, from int, at env) []value {
	args := x.Args[min(from, len(x.Args)):]
	if !strings.HasSuffix(name, "f") {
		return t.printPlain(strings.HasSuffix(name, "ln"), x, args, at)
	}
	if len(args) == 0 {
		return []value{hole(x)}
	}
	lists := [][]value{t.eval(args[0], at)}
	for i, a := range args[1:] {
		if x.Ellipsis.IsValid() && i == len(args)-2 {
			lists = append(lists, t.eval(a, at))
			continue
		}
		lists = append(lists, t.operand(a, at))
	}
	return cross(lists, func(v []value) value {
		ops := v[1:]
		exprs := args[1:]
		if x.Ellipsis.IsValid() && len(ops) > 0 {
			last := ops[len(ops)-1]
			ops, exprs = ops[:len(ops)-1], exprs[:len(exprs)-1]
			if last.list && last.names == nil && !last.open {
				for _, e := range last.elems {
					ops, exprs = append(ops[:len(ops):len(ops)], e.value), append(exprs[:len(exprs):len(exprs)], e.value.from)
				}
			}
		}
		return t.format(v[0].text(args[0]), ops, exprs)
	})
}

// operand evaluates an operand of fmt: strings as they are, other values as holes.
func (t *textRun) operand(a ast.Expr, at env) []value {
	typ := t.typeOf(a)
	if t.printsItself(typ) || !isString(typ) && !isBytes(typ) {
		return []value{hole(a)}
	}
	return t.eval(a, at)
}

func (t *textRun) printPlain(ln bool, x *ast.CallExpr, args []ast.Expr, at env) []value {
	var lists [][]value
	for _, a := range args {
		if x.Ellipsis.IsValid() {
			return []value{unknown()}
		}
		vals := t.operand(a, at)
		if s, ok := t.printed(a, 'v'); ok {
			vals = []value{literal(s)}
		}
		lists = append(lists, vals)
	}
	return cross(lists, func(vs []value) value {
		var parts []Piece
		for i, v := range vs {
			if ln && i > 0 {
				parts = append(parts, Piece{Lit: " "})
			}
			parts = append(parts, v.text(args[i])...)
		}
		if ln {
			parts = append(parts, Piece{Lit: "\n"})
		}
		return value{parts: normalize(parts)}
	})
}

// printed returns how a constant prints.
func (t *textRun) printed(e ast.Expr, verb byte) (string, bool) {
	tv := t.info.Types[e]
	if tv.Value == nil || tv.Type == nil || t.printsItself(tv.Type) {
		return "", false
	}
	switch tv.Value.Kind() {
	case constant.String:
		return constant.StringVal(tv.Value), verb == 's' || verb == 'v'
	case constant.Bool:
		return tv.Value.String(), verb == 't' || verb == 'v'
	case constant.Int:
		if n, ok := constant.Int64Val(tv.Value); ok && (verb == 'd' || verb == 'v') {
			return strconv.FormatInt(n, 10), true
		}
	}
	return "", false
}

// format replaces the verbs in the literal parts of a format. A hole in the format may hold verbs of its own: it leaves the operands
// after it uncertain.
func (t *textRun) format(format []Piece, ops []value, exprs []ast.Expr) value {
	var parts []Piece
	next, certain := 0, true
	for _, p := range normalize(format) {
		if p.Hole != nil {
			parts = append(parts, p)
			certain = false
			continue
		}
		s := p.Lit
		for {
			i := strings.IndexByte(s, '%')
			if i < 0 {
				parts = append(parts, Piece{Lit: s})
				break
			}
			parts = append(parts, Piece{Lit: s[:i]})
			v := parseVerb(s[i+1:])
			s = s[i+1+v.size:]
			if v.verb == '%' {
				parts = append(parts, Piece{Lit: "%"})
				continue
			}
			next += v.stars
			if v.index > 0 {
				next = v.index - 1
			}
			if !certain && v.index == 0 || next < 0 || next >= len(ops) || v.verb == 0 {
				parts = append(parts, Piece{Hole: &ast.BadExpr{}})
				next++
				continue
			}
			parts = append(parts, t.formatted(v, ops[next], exprs[next])...)
			next++
		}
	}
	return value{parts: normalize(parts)}
}

// formatted is one operand as a verb prints it.
func (t *textRun) formatted(v verb, op value, e ast.Expr) []Piece {
	if e != nil {
		if s, ok := t.printed(e, v.verb); ok {
			return []Piece{{Lit: fmt.Sprintf("%"+v.flags+string(v.verb), verbatim(s))}}
		}
	}
	if op.list {
		if e == nil {
			return unknown().parts
		}
		return []Piece{{Hole: e}}
	}
	switch v.verb {
	case 's', 'v':
		if v.flags == "" {
			return op.parts
		}
	case 'q':
		if v.flags == "" {
			return quoted(op).parts
		}
	}
	if len(op.parts) == 1 && op.parts[0].Hole != nil {
		return op.parts
	}
	return unknown().parts
}

// verbatim prints a finished text under any verb, so that only width and padding apply.
type verbatim string

// Format implements fmt.Formatter.
func (s verbatim) Format(f fmt.State, _ rune) {
	text := string(s)
	if w, ok := f.Width(); ok && len(text) < min(w, 256) {
		pad := strings.Repeat(" ", min(w, 256)-len(text))
		switch {
		case f.Flag('-'):
			text += pad
		case f.Flag('0'):
			text = strings.Repeat("0", len(pad)) + text
		default:
			text = pad + text
		}
	}
	_, _ = f.Write([]byte(text))
}

// quoted puts a text into double quotes as %q does.
func quoted(v value) value {
	parts := []Piece{{Lit: `"`}}
	for _, p := range v.parts {
		if p.Hole == nil {
			q := strconv.Quote(p.Lit)
			p.Lit = q[1 : len(q)-1]
		}
		parts = append(parts, p)
	}
	return value{parts: normalize(append(parts, Piece{Lit: `"`}))}
}

// verb is a verb of package fmt.
type verb struct {
	verb  byte // 0 where the text ends before it
	flags string
	index int // of %[n]s
	stars int // operands taken by width and precision
	size  int
}

func parseVerb(s string) verb {
	v := verb{}
	i := 0
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte("+-# 0123456789.", c) >= 0:
			continue
		case c == '*':
			v.stars++
			continue
		case c == '[':
			end := strings.IndexByte(s[i:], ']')
			if end < 0 {
				v.size = len(s)
				return v
			}
			v.index, _ = strconv.Atoi(s[i+1 : i+end])
			i += end
			continue
		}
		v.verb = s[i]
		break
	}
	v.size = min(i+1, len(s))
	if v.index == 0 && v.stars == 0 {
		v.flags = s[:min(i, len(s))]
	}
	return v
}
