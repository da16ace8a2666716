// Package crash turns a panic in one step of an analysis into an error that names the step and the place in prodlint, so that a mistake of
// a rule costs its own findings alone.
package crash

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Prefix begins the message of every Error.
const Prefix = "internal error: "

// Error is a panic that Catch has caught.
type Error struct {
	// Step is what was being done: "rule nplusone".
	Step string
	// Value is what panic was called with.
	Value any
	// At is the line of the panic as "internal/effect/judge.go:12", empty where it is not known.
	At string
}

// Error gives the message in one line.
func (e *Error) Error() string {
	text := Prefix + e.Step + ": " + strings.Join(strings.Fields(fmt.Sprint(e.Value)), " ")
	if e.At != "" {
		text += " (" + e.At + ")"
	}
	return text
}

// located is the value of a panic that is raised again elsewhere.
type located struct {
	value any
	at    string
}

// Error makes a program that ends by the panic say what it was.
func (l located) Error() string { return fmt.Sprintf("%v (%s)", l.value, l.at) }

// Catch runs f and returns its panic as an *Error, or nil. What ends the process at once, such as a stack that grows without bound, is not caught.
func Catch(step string, f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			l := locate(v)
			err = &Error{Step: step, Value: l.value, At: l.at}
		}
	}()
	f()
	return nil
}

// Keep runs f and returns what a later call of panic should be given to stand for the panic of f, or nil. It is for work that is done once
// for many: each of them then sees the same crash at the same place.
func Keep(f func()) (value any) {
	defer func() {
		if v := recover(); v != nil {
			value = locate(v)
		}
	}()
	f()
	return nil
}

// locate finds the line of the panic that is being recovered from.
func locate(v any) located {
	if l, ok := v.(located); ok {
		return l
	}
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	at, panicking := "", false
	for {
		f, more := frames.Next()
		switch own := strings.HasPrefix(f.Function, module); {
		case f.Function == "runtime.gopanic":
			at, panicking = "", true // a panic that was raised again: the first one lies deeper
		case panicking && own && at == "":
			at = place(f)
		}
		if !more {
			return located{v, at}
		}
	}
}

const module = "github.com/prodlint/prodlint/"

// place names a line by package and file, the same wherever prodlint was built.
func place(f runtime.Frame) string {
	pkg := strings.TrimPrefix(f.Function, module)
	slash := strings.LastIndexByte(pkg, '/') + 1
	name, _, _ := strings.Cut(pkg[slash:], ".")
	name = strings.TrimSuffix(name, "_test")
	return fmt.Sprintf("%s%s/%s:%d", pkg[:slash], name, path.Base(f.File), f.Line)
}
