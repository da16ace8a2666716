package summary

// Carry says that a call is given something of what an earlier call of the same declared function gave, or of a parameter of that function.
// What stands further up in the text counts as earlier.
type Carry struct {
	From int32 // the call that gave it: an index into Package.Calls, or -1
	// Param is the parameter it is, where From is -1; the receiver is -1.
	Param int32
	To    int32  // the call that is given it
	Arg   int32  // the argument of To; the receiver is -1
	Key   string // the element of the map or struct literal that the argument is, if it is one
	// Field is the field of what From gave that is handed on; empty for all of it.
	Field string
	// Computed says that it is not handed on as it was: something was calculated from it, or set in it.
	Computed bool
	// Record says that a struct is handed on, or a pointer to one.
	Record bool
	// Changes are the fields of the record that were set in between, in the order of the text.
	Changes []Change
	// Through are the calls of functions of the program whose result it comes through.
	Through []int32
}

// Change is a change of a record between the call that gave it and one that is given it.
type Change struct {
	Field string // the field that is set; empty where By may change any
	// By is the call that is given a pointer to the record, or to Field, and may change it: an index into Package.Calls, or -1.
	By int32
	// Arg is the argument of By; the receiver is -1.
	Arg int32
	// Computed says that the field is set to what is calculated from the record itself.
	Computed bool
	// Cond says that it is set under a condition only.
	Cond bool
	Pos  Pos
}

// ParamChange is a change of a record that a function is given as a parameter; the receiver is -1.
type ParamChange struct {
	Param int32
	Change
}

// What a Check may find.
const (
	Missing uint8 = 1 + iota // what was asked for is not there
	Below                    // a number, or a limit that is asked for, allows it
	Fits                     // a field of it has a value that allows it
)

// Check says that what a call gave decides whether the calls run that stand in a part of the same declared function.
type Check struct {
	Call int32 // the call that gave it: an index into Package.Calls
	// Through are the calls of functions of the program whose result it came through.
	Through []int32
	Holds   uint8 // what holds in that part: Missing, Below or Fits
	Field   string
	// Value is which of the variables that Call fills is asked, counted from 1; 0 where it is what Call returns.
	Value uint8
	// But is the constant that it must not be, where that is what is asked.
	But string
	// Line, Col, EndLine and EndCol are the part: it lies in the file of Call.
	Line, Col, EndLine, EndCol int
	// Whole says that the function does not come to its end where the check fails: it returns from there.
	Whole bool
	Pos   Pos // of the condition
}

// Covers reports whether a position is in the part of the function that a check decides about.
func (c *Check) Covers(p Pos) bool {
	return (p.Line > c.Line || p.Line == c.Line && p.Col >= c.Col) && (p.Line < c.EndLine || p.Line == c.EndLine && p.Col < c.EndCol)
}
