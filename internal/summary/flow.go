package summary

import "slices"

// Block is a piece of a function whose calls run one after another. Function.Flow lists those of a function, the one that it begins with
// first; pieces without a call in which nothing is decided are left out.
type Block struct {
	// Calls are indices into Package.Calls, in the order in which they run: arguments before the call that they are given to. The call of
	// a defer or go statement stands where the statement does.
	Calls []int32
	// Moves are the values that are handed on other than by calls, in order: those of types whose values may have to be given back.
	Moves []Move
	// Then and Else are where it goes on, indices into Function.Flow: -1 for both where it is an exit, -1 for Else where nothing is decided.
	Then, Else int32
	// Asks are the calls whose result decides, where that is known: one of them, as several may have set what is asked.
	Asks []int32
	// Param is what decides where no call does: a parameter that nothing else is assigned to. ThenIs and ElseIs say what it is; Unsure, where it is none.
	Param Node
	// Compares are the calls that gave what the parts of a condition are about of which Asks does not say what they mean: n == 0, err != nil || seen.
	Compares []int32
	// ThenIs and ElseIs say what that result is where it goes on.
	ThenIs, ElseIs Outcome
	// Fails says that nothing but an error, whoever gave it, decides: 1 where Then is the way of a failure, 2 where Else is.
	Fails uint8
	Exit  Exit
	Line  int // of the statement that an exit ends with
}

// Move says that a value is returned, sent, put into a field, a collection or a literal, or assigned to a variable of the function around or of the package.
type Move struct {
	At   int // how many of the calls of the block have run
	Node Node
	// Returned says that it is a result of the function, as it is.
	Returned bool
	// Captured says that it is used in a function that is handed on, and so with it.
	Captured bool
}

// Outcome is what is known of the result of a call.
type Outcome uint8

// The outcomes.
const (
	Unsure    Outcome = iota
	Failed            // its error is not nil
	Succeeded         // its error is nil
	True              // it is true
	False             // it is false
	Nothing           // it is nil
	Something         // it is not nil
)

// Exit says how a piece leaves the function.
type Exit uint8

// The exits.
const (
	Stays   Exit = iota
	Returns      // by a return statement, or at the end of the body
	Ends         // by a panic, the end of the program or of the goroutine, or by waiting for ever
)

// Piece returns the index of the piece of a function that a call, the one with an index, runs in, -1 where there is none.
func (f *Function) Piece(call int32) int {
	return slices.IndexFunc(f.Flow, func(b Block) bool { return slices.Contains(b.Calls, call) })
}

// After says of each piece of a function whether it may run after one of them. That one is among them if the function comes back to it.
func (f *Function) After(piece int) []bool {
	seen := make([]bool, len(f.Flow))
	for queue := f.Flow[piece].Next(); len(queue) > 0; {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if !seen[n] {
			seen[n] = true
			queue = append(queue, f.Flow[n].Next()...)
		}
	}
	return seen
}

// Next returns where a piece goes on.
func (b *Block) Next() []int32 {
	switch {
	case b.Then < 0:
		return nil
	case b.Else < 0:
		return []int32{b.Then}
	}
	return []int32{b.Then, b.Else}
}
