package summary

// LoopClass says what makes a loop turn.
type LoopClass uint8

// The classes of loops. What stands in loops of the classes Collection and Rows runs once for each element of something whose size the
// data decides; so it does in loops of class Channel where a collection is sent to the channel.
const (
	Collection LoopClass = iota // the elements of a slice, map or array, of an iterator, or of a linked list or queue
	Rows                        // the rows, records or lines that a reader gives
	Channel                     // what is received from a channel
	Constant                    // a few elements that the code lists
	Counted                     // a number of times
	Chunk                       // batches of elements
	Page                        // until there is no further page, or a condition holds
	Retry                       // until it succeeds
	Poll                        // by a clock
	Consumer                    // for every message, until the program is told to stop
	Once                        // it is left in its first turn
)

var classNames = [...]string{"collection", "rows", "channel", "constant", "counted", "chunk", "page", "retry", "poll", "consumer", "once"}

func (c LoopClass) String() string { return classNames[c] }

// Loop is a for or range statement.
type Loop struct {
	Class LoopClass
	Why   string // what the class was read from, in words
	Fn    int32  // enclosing function
	Outer int32  // the loop of the same function around it, else -1
	Over  Node   // the collection or channel of a range statement, else None
	Item  string // the code's name for what each turn is about: "post"
	Text  string // the collection as the code calls it: "feed.Posts"
	Elem  Deps   // the source that stands for the element of each turn, if anything can depend on it
	// Map says that the collection is a map, whose elements come in another order each time.
	Map bool
	// Bounded says that the loop limits how many of the goroutines that it starts run at a time.
	Bounded bool
	// Awaited says that the function waits for goroutines, Cut that it may return before it has what all of them give.
	Awaited, Cut bool
	// Joined says that each turn waits for what it has started, Capped that the function looks at how many elements there are, and cuts them or
	// leaves where there are many.
	Joined, Capped bool
	// Ticks says that the loop goes over the ticks of a clock, which never end, and that no break leaves it.
	Ticks bool
	// Unclosed says that the loop goes over a channel in a field of the package, which nobody closes, and that no break leaves it.
	Unclosed bool
	// Piece is the source that stands for what each turn reads next of a stream that is older than the loop, if it does.
	Piece Deps
	Pos   Pos // from the keyword to the end of the head
	End   int // last line of the body
}

// Deps is a set of the Sources of the function that a call stands in: bit i is source i.
type Deps uint64

// MaxSources is how many sources a function can have; values that depend on further ones seem not to depend on them.
const MaxSources = 64

// Source is something that values depend on: the element of a loop, or a parameter.
type Source struct {
	Loop  int32 // index into Package.Loops, or -1
	Fn    int32 // the function whose parameter it is: the one that has the Sources, or a literal in it
	Param int32 // number of the parameter, -1 for the receiver
}

// Guard is a set of reasons why a call does not run in every turn of the loop, or every time that its function runs.
type Guard uint32

// The guards.
const (
	OnError   Guard = 1 << iota // after something failed
	OnMiss                      // where a look into memory found nothing
	OnFull                      // when a batch is full
	FirstHit                    // the innermost loop is left when it succeeds
	Async                       // in a goroutine
	SharedRun                   // many callers share one run, or its result is kept
	OnMemo                      // where a map of the function itself holds nothing yet
	Waiting                     // in a loop that waits for work
	OnOne                       // for an element that the code names
	OnLack                      // where a map that the loop only reads holds nothing
	Left                        // with FirstHit: the loops around are left, too
	Alone                       // where the innermost loop has one element at most
	Lacking                     // for elements that lack what the turn gives them
	Aged                        // for elements whose time has come, by a clock
	Ordered                     // where the turn before decides what this one does
	Decides                     // what it changed decides whether there is an error
	Batched                     // it is given many at once
	NotYet                      // where a flag, or what is made once, says that the object or the program has not done it yet
)

// Send is a value that is sent to a channel.
type Send struct {
	Chan Node
	Fn   int32
	In   int32 // as of Call
	Pos  Pos
}
