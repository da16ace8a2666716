package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/prodlint/prodlint/internal/fixture"
	"github.com/prodlint/prodlint/internal/summary"
)

const flowHead = `package p

import (
	"errors"
	"log"
)

var errNone = errors.New("none")

func a(...any) error      { return nil }
func b(...any) error      { return nil }
func c(...any) (int, error) { return 0, nil }
func d()                  {}
func is(...any) bool      { return false }
func must()               { log.Fatal(1) }

func f(n int, err error, ch chan int) error {
`

// flowOf renders the flow of f: each block as its calls, the question and where it goes on.
func flowOf(t *testing.T, body string) string {
	t.Helper()
	prog := fixture.Link(t, flowHead+body+"\n}\n")
	fn, ok := prog.Function("w/p.f")
	assert.True(t, ok)
	return render(fn)
}

func render(fn summary.FuncRef) string {
	name := func(i int32) string {
		c := &fn.Pkg.Calls[i]
		s := c.Callee[strings.LastIndexAny(c.Callee, "./")+1:]
		if c.Callee == "" {
			s = "value"
		}
		if c.Defer {
			s = "defer " + s
		}
		if c.Go {
			s = "go " + s
		}
		return s
	}
	names := func(list []int32) string {
		var out []string
		for _, i := range list {
			out = append(out, name(i))
		}
		return strings.Join(out, " ")
	}
	var out []string
	for _, b := range fn.Func.Flow {
		s := "[" + names(b.Calls) + "]"
		if len(b.Asks) > 0 {
			s += fmt.Sprintf(" %s? %s/%s", names(b.Asks), outcomes[b.ThenIs], outcomes[b.ElseIs])
		}
		switch b.Exit {
		case summary.Returns:
			s += " returns"
		case summary.Ends:
			s += " ends"
		}
		for _, n := range b.Next() {
			s += fmt.Sprintf(" >%d", n)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

var outcomes = map[summary.Outcome]string{summary.Unsure: "?", summary.Failed: "failed", summary.Succeeded: "succeeded", summary.True: "true", summary.False: "false"}

func TestFlow(t *testing.T) {
	for name, tt := range map[string]struct{ src, want string }{
		"line":               {`a(); b(); return nil`, "[a b] returns"},
		"arguments first":    {`return a(b(), is())`, "[b is a] returns"},
		"error":              {`if err := a(); err != nil { return err }; return b()`, "[a] a? failed/succeeded >1 >2; [] returns; [b] returns"},
		"error of two":       {`k, err := c(); if err != nil { return err }; return b(k)`, "[c] c? failed/succeeded >1 >2; [] returns; [b] returns"},
		"error later":        {`err = a(); d(); if err == nil { b() }; return err`, "[a d] a? succeeded/failed >1 >2; [b] >2; [] returns"},
		"error of either":    {`if n > 1 { err = a() } else { err = b() }; if err != nil { return err }; d(); return nil`, "[] >1 >2; [a] >3; [b] >3; [] a b? failed/succeeded >4 >5; [] returns; [d] returns"},
		"error given":        {`a(); if err != nil { return err }; d(); return nil`, "[a] >1 >2; [] returns; [d] returns"},
		"error of maybe":     {`var e error; if n > 1 { e = a() }; if e != nil { return e }; d(); return nil`, "[] >1 >2; [a] >2; [] a? failed/succeeded >3 >4; [] returns; [d] returns"},
		"certain error":      {`err = a(); if errors.Is(err, errNone) { d() }; return err`, "[a Is] a? failed/? >1 >2; [d] >2; [] returns"},
		"compared error":     {`err = a(); if err == errNone { d() }; return nil`, "[a] a? failed/? >1 >2; [d] >2; [] returns"},
		"other than certain": {`err = a(); if err != nil && err != errNone { d() }; return nil`, "[a] a? failed/? >1 >2; [d] >2; [] returns"},
		"one of two":         {`err = a(); if err != nil || n > 1 { d() }; return nil`, "[a] a? ?/succeeded >1 >2; [d] >2; [] returns"},
		"bool":               {`if !is(n) { return nil }; return a()`, "[is] is? false/true >1 >2; [] returns; [a] returns"},
		"bool in a variable": {`ok := is(n); if ok { d() }; return nil`, "[is] is? true/false >1 >2; [d] >2; [] returns"},
		"comparison":         {`if n > 1 { d() }; return nil`, "[] >1 >2; [d] >2; [] returns"},
		"loop":               {`for i := 0; i < n; i++ { if a(i) != nil { break }; b() }; return nil`, "[] >1 >2; [a] a? failed/succeeded >2 >3; [] returns; [b] >0"},
		"endless":            {`for { a() }`, "[a] >0"},
		"range":              {`for range ch { a() }; return b()`, "[] >1 >2; [a] >0; [b] returns"},
		"switch":             {`switch { case is(1): a(); case is(2): b() }; return nil`, "[is] is? true/false >1 >2; [a] >3; [is] is? true/false >4 >3; [] returns; [b] >3"},
		"switch on a value":  {`switch n { case 1: a(); default: b() }; return nil`, "[] >1 >2; [a] >3; [b] >3; [] returns"},
		"select":             {`select { case <-ch: a(); case ch <- n: b() }; return nil`, "[] >1 >2; [a] >3; [b] >3; [] returns"},
		"defer and go":       {`defer a(); go b(); d(); return nil`, "[defer a go b d] returns"},
		"deferred literal":   {`defer func() { a() }(); d(); return nil`, "[defer value d] returns"},
		"fatal":              {`if n > 1 { log.Fatal(n) }; d(); return nil`, "[] >1 >2; [Fatal] ends; [d] returns"},
		"panic":              {`if n > 1 { panic(a()) }; d(); return nil`, "[] >1 >2; [a] ends; [d] returns"},
		"goto":               {`again: if a() != nil { goto again }; return nil`, "[a] a? failed/succeeded >0 >1; [] returns"},
		"no calls":           {`return nil`, ""},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, flowOf(t, tt.src)) })
	}
}

// TestFlowOfLiterals: a literal has a flow of its own, the function around it has the call that it is given to.
func TestFlowOfLiterals(t *testing.T) {
	prog := fixture.Link(t, flowHead+"return a(func() { d() })\n}\n")
	outer, _ := prog.Function("w/p.f")
	inner, _ := prog.Function("w/p.f.func1")
	assert.Equal(t, "[a] returns", render(outer))
	assert.Equal(t, "[d] returns", render(inner))
}
