package catalog

// Kind describes what the lines of one kind say.
type Kind struct {
	Doc   string
	Attrs []string
}

// Kinds lists every kind of line.
var Kinds = map[string]Kind{
	"flow": {"the value from= (recv, 0, 1, … or \"all\" for variadic elements) comes out at to= (r0, r1, recv, an argument); the object stays the same or wraps it", []string{"from", "to"}},
	"query": {"reads from a database: sql= is the argument with the statement, ctx= the one with the context, args= the first bound argument; " +
		"builder= names the clause (select, where, from, raw) where the call only adds a fragment; noctx= names the variant that takes a context", []string{"sql", "ctx", "args", "builder", "noctx"}},
	"exec":     {"writes to a database; attributes as query", []string{"sql", "ctx", "args", "builder", "noctx"}},
	"callback": {"calls the function given as argument fn= before it returns; its result result= (default r0) comes out at to=, if that is given", []string{"fn", "result", "to"}},
	"server": {"a server: a struct type, or the function that makes one from the struct argument config= or the option arguments options= (function names); " +
		"bounds= are the fields of which one must be set for clients to have a time limit, addr= the field with the address", []string{"bounds", "config", "options", "addr", "severity"}},
	"serve": {"accepts connections: on the server server= (recv or an argument), on the server in the field field= of the receiver that has bounds=, or on one of its own; " +
		"addr= is the argument with the address (or unix), listener= the one with a listener", []string{"server", "field", "bounds", "addr", "listener"}},
	"listener": {"makes a listener for the argument network= (a word such as tcp or unix) and addr=", []string{"network", "addr"}},
	"setting": {"a value that whoever runs the program sets: name= is the argument with its name, default= the one with the default, to= where the value goes (a pointer argument, else r0)",
		[]string{"name", "default", "to"}},
	"setdefault": {"gives the setting called name= the default value=", []string{"name", "value"}},
	"tls":        {"a struct type with TLS settings: skip= is the field that switches verification off, guards= the fields that verify in its place, versions= the fields with protocol versions", []string{"skip", "guards", "versions"}},
	"request":    {"a type by which a handler receives the request it serves", nil},
	"prepare":    {"prepares a statement; attributes as query", []string{"sql", "ctx", "noctx"}},
}
