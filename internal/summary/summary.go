// Package summary holds what prodlint keeps of a package once its syntax is gone: a graph of the values that flow through it,
// the calls it makes and the functions it declares. Summaries are plain data (they travel as facts and in caches);
// Link joins the summaries of several packages into a Program that rules ask questions of.
package summary

import "slices"

// Cut is the Value of a Var that is a piece of a text.
const Cut = "[:]"

// Append is the Value of a Var that is what append gives.
const Append = "append"

// Node identifies a value within one Package: an index into Package.Nodes. None means "nothing worth tracking".
type Node int32

// None is the Node of expressions that are not tracked.
const None Node = -1

// NodeKind says what a value is.
type NodeKind uint8

// The node kinds. Const, Lit, Zero, Result, Func, Load, Text, Expr and Unknown are where values come from; the others are places that hold values.
const (
	Var     NodeKind = iota // a local variable, or an intermediate value
	Global                  // a package-level variable; Key is "pkg.Name"
	Field                   // a field of a struct type declared in the workspace, for all values of the type; Key is "pkg.Type.Field"
	Param                   // parameter Index of function Fn (the receiver is -1)
	Return                  // result Index of function Fn
	Const                   // a constant; Value holds it
	Lit                     // a composite literal of Type; Fields holds its elements
	Zero                    // a variable declared without a value, new(T), or a field that holds a struct by value
	Result                  // result Index of call Call, whose callee has no body in the workspace or is not known
	Func                    // a function value; Value is the key of the function
	Load                    // field Field of the struct Base, where the struct's type is declared outside the workspace
	Text                    // a string made of Parts
	Expr                    // computed from the values that flow to it: arithmetic, comparison, len
	Unknown                 // any other expression
)

// Value is one node of the graph.
type Value struct {
	Kind  NodeKind
	Key   string // name of a Global or Field across packages; of a Var, Param or Return its identifier; of a Const the workspace constant it is written with, if any
	Type  string // TypeKey of the value's type, pointers and one level of slice, array, map value or channel element removed ("[]" stands before it for a Lit that is such a collection)
	Value string // Const: exact value (strings unquoted; durations in nanoseconds); Expr: its operator; Func: function key; Field: struct tag; Var: Cut, if it is a piece of a text, Append, if append gives it
	Fn    int32  // index into Package.Funcs of the enclosing function, -1 at package level
	Index int32  // Param, Return, Result
	Call  int32  // Result: index into Package.Calls
	Base  Node   // Load: the struct; Func: the receiver bound to a method value; Var: the object whose Field it is, of a router that a struct holds, else 0
	Field string // Load, Var
	// List says that the type of a Var, Global, Field or Param is a slice, array or map, or points to one; bytes are none.
	List bool
	// Any says that no type tells what a Var, Global, Field, Param or Lit holds: it is an interface without methods, or a map or list of such.
	Any bool
	// Fields are the elements of a Lit, in source order. Elements of slices have no name.
	Fields []FieldValue
	// Parts are the pieces of a Text, in order; a piece without Node is literal text.
	Parts []Part
	Cond  Node // condition of the innermost if statement or clause of a switch around it, in any branch, else None
	Pos   Pos
}

// FieldValue is one element of a composite literal. Name is that of the field, or the key of a map where it is a constant string.
type FieldValue struct {
	Name  string
	Value Node
	Pos   Pos
}

// Part is a piece of a Text: literal text, or a value (a hole until it is resolved).
type Part struct {
	Lit  string
	Node Node
}

// Edge says that the value From flows to To by assignment. Flow through calls is added when packages are linked.
type Edge struct {
	From, To Node
	// Elem says that From was put into To: it is an element of the collection, or the value of the field in a literal, and not what To itself becomes.
	Elem bool
	// Added says that From, or what is in it, was appended to To: what To becomes is another slice than From.
	Added bool
	// Copy says that To is a copy of the struct From: what is set on it later is not set on From.
	Copy bool
	// Spare says that From becomes what To is only where that was nil.
	Spare bool
}

// Call is one call expression, conversion excluded.
type Call struct {
	// Callee is the FuncKey of a function or method that is known statically, also of interface methods. Empty for function values.
	Callee string
	// Iface is the TypeKey of the interface whose method is called, if it is one.
	Iface  string
	Method string // name of the interface method
	Rest   string // TypeKey of the elements of the callee's variadic parameter, if it has one
	Dyn    Node   // the function value called, where Callee is empty
	Recv   Node
	Args   []Node
	// Spread says that the last argument was passed with "...".
	Spread  bool
	Results []Node
	Fn      int32 // enclosing function, -1 at package level
	Cond    Node  // as of Value
	Go      bool  // started with go
	Defer   bool
	In      int32 // innermost loop of the enclosing function around it: an index into Package.Loops, or -1
	Endless bool  // inside a loop of the enclosing function that ends only when the program is told to stop
	// Like is the function of a library whose signature the called method of a workspace interface has, if there is one.
	Like string
	// RecvDeps and Deps say what the receiver and each argument depend on.
	RecvDeps Deps
	ConnDeps Deps // as RecvDeps, also where the receiver is a connection that is a field of something
	Deps     []Deps
	Guard    Guard
	// WhenTrue and WhenFalse are the parameters that must be so for the call to run.
	WhenTrue, WhenFalse Deps
	// ByName are the parameters that must be a constant which the code names for the call to run.
	ByName Deps
	// Needs are the parameters, and the fields of parameters, that must not be zero for the call to run.
	Needs []Need
	// Whole has bit k set where argument k is the element of the innermost loop itself.
	Whole uint32
	// Lists has bit k set where argument k is, or points to, a slice, array or map; bytes are none.
	Lists uint32
	// Borrows has bit k set where argument k is something that may have to be given back, and the called function of a library cannot do it: its
	// parameter is an interface without a method for that, such as io.Reader.
	Borrows uint32
	// Takes are the keys that the call is given, Gives those that it gives: what its results are kept in. Under are those that the conditions
	// ask around it. They are numbered within the declared function that the call stands in.
	Takes, Gives, Under uint64
	// Rank numbers the calls of a declared function that may do something outside of the process, from 1 on, where there are three or more of them. After
	// has bit r-1 set where the call may depend on what the one of rank r gave.
	Rank  uint8
	After uint64
	// Use is what becomes of the results, errors left out.
	Use uint8
	// Soft says that the function around goes on when the call fails.
	Soft bool
	// Lost says what becomes of its error where nobody but a log is told of it.
	Lost Lost
	Pos  Pos
	// Dropped says that the results are not used.
	Dropped bool
	// Awaited says that the result is a channel which a select statement receives from, beside others.
	Awaited bool
	// Lasts says of a deferred call in a loop that it is right to wait for the end of the function.
	Lasts bool
	// Fetches says that the innermost loop goes over what the call is made on: it reads the next.
	Fetches bool
}

// What becomes of the results of a call.
const (
	Asked    uint8 = 1 + iota // they decide what is done, if anything
	Returned                  // they are handed back
	Kept                      // they are used otherwise
)

// Lost says how the error of a call is lost: the function goes on, or returns, as if there were none.
type Lost uint8

// How errors are lost, the least told first. 0 is for those that are not, or that nothing is known of.
const (
	Overwritten Lost = 1 + iota // the variable gets another before it is looked at
	Ignored                     // it is not looked at, or nothing is done about it
	Logged                      // it is written to a log
	Noted                       // it is written to a log, as what may happen

	// LostAndLeft is added where the function returns nothing then, or the loop goes on with its next turn.
	LostAndLeft Lost = 8
)

// How returns how an error is lost, without LostAndLeft.
func (l Lost) How() Lost { return l &^ LostAndLeft }

// Store is an assignment to a field of a struct whose type is declared outside the workspace, or to an element of a map. Field is then
// the key, empty if it is not a constant string.
type Store struct {
	Base  Node
	Field string
	Value Node
	Cond  Node // as of Value
	Fn    int32
	Pos   Pos
}

// Need is a field of a parameter of function Fn (the receiver is -1), or with an empty Field the parameter itself.
type Need struct {
	Fn, Param int32
	Field     string
}

// Put says that a field of what a variable or parameter is, points to or holds may be changed: by an assignment, or through its address.
// Field is empty for an assignment to the whole.
type Put struct {
	Base  Node
	Field string
}

// Read says that a field of a variable or parameter is used, or of its elements: of one whose type is a struct of the workspace that holds
// many fields of data and nothing else. Addr says that its address is taken.
type Read struct {
	Base  Node
	Field string
	Addr  bool
}

// Function is a function, method or function literal with a body.
type Function struct {
	Key      string // FuncKey; "pkg.Outer.func1" for literals
	Name     string // as in Finding.Function: "(*Feed).Load"
	Parent   int32  // enclosing function of a literal, else -1
	Recv     Node   // None without receiver
	Params   []Node
	Results  []Node
	Variadic bool
	Lit      bool // a function literal
	Exported bool // callable from other packages: exported, and its receiver's type too
	Test     bool // in a _test.go file
	Waits    bool // stands still until the program is told to stop
	Joins    bool // starts a goroutine, and further down waits for a group or receives from a channel
	// Site is the call that a literal is the callee or an argument of, an index into Package.Calls, or -1; SiteArg is the argument's number, -1 for the callee.
	Site, SiteArg int32
	// Sources are what values of the function, and of the literals in it, may depend on. Literals have none of their own.
	Sources []Source
	// Changes are the changes of records that it is given. Those of literals are among those of the function around them.
	Changes []ParamChange
	// Flow is the order in which the calls of the function run; none where it has no calls. Each literal has its own.
	Flow    []Block
	Ctx     Node // the parameter of type context.Context, else None
	Request Node // the parameter that carries the HTTP request (*http.Request, echo.Context, *gin.Context, …), else None
	// Hides is where it recovers from panics without telling anybody.
	Hides Pos
	// Recovers says that it calls recover itself; Panics are places where it panics when what it is given is not as it expects.
	Recovers bool
	Panics   []Panic
	Pos      Pos // of its name, or of "func" for literals
}

// Panic is a place where a function may panic: What is the expression, as the code writes it, On the value on which it rests whether it does: what is
// asserted or indexed, the number of the element, the map that is written to. Asserts says that a type is asserted, Writes that an entry of a map is set,
// Always that it panics whatever it is given.
type Panic struct {
	What                    string
	On                      Node
	Asserts, Writes, Always bool
	Pos                     Pos
}

// NamedType lists the methods of a type declared in the package, for interface resolution. Those without methods are there if they are functions.
type NamedType struct {
	Key     string
	Iface   bool
	Func    bool        // its values are functions
	Methods []MethodSig // of *T for concrete types, promoted ones included
}

// Has reports whether a type has a method with a name.
func (t *NamedType) Has(method string) bool {
	return slices.ContainsFunc(t.Methods, func(m MethodSig) bool { return m.Name == method })
}

// MethodSig is one method: its name, its signature with qualified types, and the FuncKey that implements it (empty for interfaces).
type MethodSig struct {
	Name, Sig, Func string
}

// Package is everything kept of one package.
type Package struct {
	Path    string
	Name    string
	Imports []string // workspace packages it imports directly
	Main    bool
	// KeptTimers says that timers and tickers which nobody stops are never collected: the package is written for a Go before 1.23, or is a
	// program that asks for the timers of old by a line //go:debug asynctimerchan=1.
	KeptTimers bool
	Nodes      []Value
	Edges      []Edge
	Calls      []Call
	Stores     []Store
	Funcs      []Function
	Types      []NamedType
	Loops      []Loop
	Sends      []Send
	Closes     []Send // channels that are closed
	Puts       []Put
	Reads      []Read
	Carries    []Carry // in the order of To
	Checks     []Check
	Growths    []Growth
	// Generated are the base names of generated files: their values flow, but nothing is reported there.
	Generated []string
	// Declared are what the libraries that it imports declare, of what the catalog tells their versions by: "path.Name", sorted by library.
	Declared []string
	// Uses are the import paths outside the workspace that the package imports directly, sorted.
	Uses []string
}
