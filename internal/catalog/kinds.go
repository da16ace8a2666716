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
		"builder= names the clause where the call only adds fragments, sql= being the first: select, where, from, join, returning, raw, prefix, with (a name and a query), " +
		"source (a query that is copied or united), subquery (selects from a query; sql= is its name); noctx= names the variant that takes a context; batch= is the call that sends many at once; " +
		"named= is the argument with a struct or map whose fields are bound by name", []string{"sql", "ctx", "args", "builder", "noctx", "batch", "named"}},
	"exec": {"writes to a database; attributes as query", []string{"sql", "ctx", "args", "builder", "noctx", "batch", "named"}},
	"dest": {"reads rows: rows= is what has them (recv or an argument; the call itself where it runs the statement), into= the arguments that they are read into (a list; 2+ are all from 2 on), " +
		"count= says whether it is one row or many", []string{"rows", "into", "count"}},
	"clause": {"adds to the statement of the builder that is its receiver, or begins one; or a type of what is added: part= says what: where, having, order, group, limit, lock, conflict, unscoped, distinct, set, columns (those that an update is limited to), table, " +
		"source (another query), expression (values of types that are clauses), none (nothing that matters to its rows), begin. sql= is the argument with the text or condition, args= the first value bound to it, of=all says that all arguments are conditions; " +
		"column= and value= are the arguments with a column (or key, the primary key) and with what it is compared with by op= or set to; or=yes widens the condition, not=yes turns it round, adds=yes adds the value to the column; verb= is the verb of the statement that it begins",
		[]string{"part", "sql", "args", "of", "column", "value", "op", "or", "not", "adds", "verb"}},
	"runs": {"runs the statement of the builder that is its receiver, or argument builder=, or writes it out: verb= says which, model= is the argument whose type says of which table, cond= the first of the conditions that it is given itself, " +
		"bean= the first struct whose fields are conditions, set= the argument with what is written (or column= and value=), whole=yes says that every column is; limit=yes that it reads one row at most, agg= the function it computes, naming= how the library names tables and columns",
		[]string{"verb", "builder", "model", "cond", "bean", "set", "column", "value", "adds", "whole", "limit", "agg", "naming"}},
	"cond": {"a condition: a type of literals, or a function that makes one: join= says that its elements or arguments are conditions joined by and or or (of=recv: the receiver, too); else op= compares the column in field or argument column= with value=, " +
		"or the keys of a map with its values; around=yes puts % before and behind the value; not=yes turns it round; sql= is a text, args= the first value bound to it", []string{"join", "of", "op", "column", "value", "around", "not", "sql", "args"}},
	"changing":    {"a type of builders that their methods change in place", nil},
	"softdelete":  {"a type of fields by which an object mapper marks rows as deleted", nil},
	"runprepared": {"runs the prepared statement that is the receiver with the values from args= on, or with the fields of named=", []string{"args", "named"}},
	"namedquery":  {"runs the query of a file whose name is argument name=, with the values from args= on; or fills the fields of a struct with the queries that their tag tag= names", []string{"name", "args", "tag"}},
	"rows":        {"a type of rows, or of one row, that are still to be read", nil},
	"namedarg":    {"the result is the value in argument value=, bound to placeholders under the name in argument name=", []string{"name", "value"}},
	"namedargs":   {"a map type of values that are bound by name", nil},
	"bindargs":    {"the arguments from from= on come out as the list to= of values to bind", []string{"from", "to"}},
	"dialect":     {"a type or function of a package that only programs import whose database speaks name=; only=yes says that its own calls speak nothing else", []string{"name", "only"}},
	"callback": {"calls the function given as argument fn= (a number, or all for variadic ones); its result result= (default r0) comes out at to=, if that is given. " +
		"each= says how often: once (the default, also for what retries or starts a goroutine), element (for each element of the collection over=, which the function is given as its parameters elem=, a list, or finds at the pointers in argument scan=), batch (for each batch of elements), " +
		"later (only if and when something else asks for it); shared=yes: many callers share one call, or its result is kept; once=yes: it is called no second time; spawn=yes: in a goroutine, alone: as the go statement does, with no error to give back",
		[]string{"fn", "result", "to", "each", "over", "elem", "scan", "shared", "once", "spawn"}},
	"effect": {"reaches another machine or waits for one: op= says for what: read, write (a database, document or key-value store), cacheget, cacheset (a cache over the network), call (HTTP, RPC, object store), " +
		"publish (a message), admin (schema, session, transaction), mail, exec, sleep, or none (it only looks like an effect: it builds, or reads what is there already). on= is the argument that names the table, collection, bucket, topic or URL, or whose type does; " +
		"data= the arguments that say what is asked for or written (a list, or none; default: all but the context), recv=yes says that the receiver, a builder, says it too; batch= is the call that does the same for many at once; verb= is the argument with the name of the command (a text, or what a builder made), which may say that cacheget is a cacheset",
		[]string{"op", "on", "data", "recv", "batch", "verb"}},
	"tx":      {"a type whose values are open transactions", nil},
	"serial":  {"a type whose values only one goroutine may use at a time", nil},
	"txpool":  {"a type whose statements run on any connection of a pool, and so never in a transaction", nil},
	"runwith": {"has the statement of the builder run on argument conn=: a pool, a connection or a transaction", []string{"conn"}},
	"begin":   {"begins a transaction: tx= is what it is (r0 or recv), opts= the argument with its options", []string{"tx", "opts"}},
	"endtx":   {"commits or rolls back the transaction tx=", []string{"tx"}},
	"withtx":  {"runs the function fn= in a transaction, which that is given as its parameter tx=; opts= as of begin", []string{"fn", "tx", "opts"}},
	"generatedtx": {"a library that generated clients stand on: in packages that import it, the methods begin= of the type recv= begin a transaction, " +
		"which is of the type type= and ends with the methods end=", []string{"recv", "begin", "type", "end"}},
	"lock":      {"takes the lock that is the receiver; read=yes: together with others that only read; try=yes: where it is true that it was free", []string{"read", "try"}},
	"unlock":    {"lets go of the lock that is the receiver", []string{"read"}},
	"noreturn":  {"never returns: it ends the program or the goroutine, or panics", nil},
	"queued":    {"a type whose calls are only queued: what sends them is a call with an effect line of its own type", nil},
	"copyin":    {"the result is the text of a statement whose executions only queue a row each, until one without arguments", nil},
	"remote":    {"a client type of an SDK, or of all packages under a path that ends in /...: its methods= (a list, or * for those that take a context first) are effects of kind op=", []string{"methods", "op"}},
	"generated": {"a library that generated clients stand on: in packages that import it, the methods= of types whose names end in recv= are effects of kind op=, on what the rest of the name says", []string{"recv", "methods", "op"}},
	"on":        {"a call on a builder that names what its statement is about in argument name=, or by the type of that", []string{"name"}},
	"migration": {"registers a function that changes the schema or rows once, and stays as it was written: up= is the argument with it, or, of a struct type, the fields",
		[]string{"up"}},
	"command":    {"a struct type of a command of a command line: the functions in its fields run once, when the program is started for it", nil},
	"commands":   {"reads a command line: its commands are types of the program with the method method=", []string{"method"}},
	"eager":      {"has what the builder runs load the associations of each row with queries of their own; batch= is the call that loads them for all rows at once", []string{"batch"}},
	"lookup":     {"looks in the memory of the process for what may have to be fetched otherwise", nil},
	"spawnlimit": {"bounds how many of the goroutines that the receiver starts run at a time to the argument n=, if that is positive", []string{"n"}},
	"awaits":     {"waits for all goroutines that the receiver has started or counts", nil},
	"finishes":   {"says that one of the goroutines that the receiver counts is done", nil},
	"catches":    {"keeps a panic of the functions that it runs in goroutines, or hands it on to whoever waits for them; with declares= only in versions of the library that declare it", []string{"declares"}},
	"fanout":     {"starts a goroutine for each element of argument over=", []string{"over"}},
	"receives":   {"asks a queue for the next message, or the next ones, and waits until there is one", nil},
	"contact": {"reaches a dependency, and fails where that does not answer: driver= and source= as of pool, must=yes says that it panics then",
		[]string{"driver", "source", "must"}},
	"contactretry": {"an option by which a contact is tried again until it succeeds", nil},
	"mustcall":     {"panics where its last argument is an error", nil},
	"fatalevent":   {"begins an entry of a log that ends the program when it is written", nil},
	"connections":  {"makes what owns connections, or is the struct type of that: it is meant to live as long as the program; without= is the field that keeps it from owning any", []string{"without"}},
	"slot":         {"waits until one of a limited number of places is free", nil},
	"server": {"a server: a struct type, or the function that makes one from the struct argument config= or the option arguments options= (function names); " +
		"bounds= are the fields of which one must be set for clients to have a time limit, addr= the field with the address, handler= the one with what answers", []string{"bounds", "config", "options", "addr", "handler", "severity"}},
	"serve": {"accepts connections: on the server server= (recv or an argument), on the server in the field field= of the receiver that has bounds=, or on one of its own; " +
		"addr= is the argument with the address (or unix), listener= the one with a listener, handler= the one with what answers; closed= is the error that it returns as soon as the server is shut down",
		[]string{"server", "field", "bounds", "addr", "listener", "handler", "closed"}},
	"shutdown": {"has the server server= (recv or an argument) answer the requests that it has and take no further ones; ctx= is the context that ends the wait, deadline= the function that has a limit where this one has none",
		[]string{"server", "ctx", "deadline"}},
	"ack":        {"says to a broker that a message is done", nil},
	"cuts":       {"ends the server that is the receiver without waiting for the requests that it is answering", nil},
	"signals":    {"has the program told of signals: those from argument signals= on, all where none is given; without signals= SIGTERM is among them", []string{"signals"}},
	"supervises": {"runs the functions that it is given and stops what they do when the program is told to stop", nil},
	"listener":   {"makes a listener for the argument network= (a word such as tcp or unix) and addr=", []string{"network", "addr"}},
	"setting": {"a value that whoever runs the program sets: name= is the argument with its name, default= the one with the default, to= where the value goes (a pointer argument, else r0)",
		[]string{"name", "default", "to"}},
	"setdefault": {"gives the setting called name= the default value=", []string{"name", "value"}},
	"tls": {"a struct type with TLS settings: skip= is the field that switches verification off, guards= the fields that verify in its place, checked= the field of a connection's state with the certificates, versions= the fields with protocol versions, certs= the field with certificates, " +
		"pools= the fields with certificates that are trusted, renews= the fields with functions that are asked for a certificate in each handshake", []string{"skip", "guards", "checked", "versions", "certs", "pools", "renews"}},
	"keypair":      {"gives the certificate in the file cert=, or with data=yes in the bytes of that argument", []string{"cert", "data"}},
	"certfile":     {"serves with the certificate in the file cert=, as the server server= (recv or an argument) whose settings are in the field config= does; trusts=yes: it only trusts that certificate", []string{"cert", "server", "config", "trusts"}},
	"takescert":    {"serves with the certificate in argument cert=", []string{"cert"}},
	"certpool":     {"adds the certificates in the bytes pem= to the pool that is the receiver", []string{"pem"}},
	"readsfile":    {"gives what is in the file name=", []string{"name"}},
	"skiptls":      {"an option that switches the verification of certificates off where its argument value= is true", []string{"value"}},
	"hostport":     {"joins the argument host= with a port", []string{"host"}},
	"claims":       {"a type that holds the claims of a token: exp= is the field with the expiry (of a map, the key), id= the one with the token's id, iat= the one with the time it was issued, date= how the expiry is written (number of seconds, date type, time.Time, any)", []string{"exp", "id", "iat", "date"}},
	"newtoken":     {"a token or builder without claims yet: field= is its field with the claims", []string{"field"}},
	"signtoken":    {"makes a token of the claims in argument claims=, or of the token or builder token= (r0: it has the claims in field=); options= is the first option", []string{"claims", "token", "field", "options"}},
	"signedstring": {"returns the signed text of the receiver", nil},
	"setclaim":     {"sets a claim of the receiver: claim= is its name, or name= the argument with it, value= the argument with the value; date= as of claims", []string{"claim", "name", "value", "date"}},
	"addclaims":    {"adds the claims in argument claims= to the receiver", []string{"claims"}},
	"lifetime":     {"an option that sets the expiry of a token to argument value= from now", []string{"value"}},
	"parsetoken": {"reads a token and verifies its signature: token= is the argument with its text, claims= the one that its claims are read into, options= the first option, " +
		"parser= the parser that has the options; asks= is the option that makes exp a must", []string{"token", "claims", "options", "parser", "asks"}},
	"newparser":   {"a parser with the options from argument options= on", []string{"options"}},
	"readclaims":  {"verifies the signature of the receiver and reads its claims into the arguments from claims= on, without looking at their dates", []string{"claims"}},
	"peektoken":   {"reads the token in argument token= and verifies nothing", []string{"token"}},
	"peekclaims":  {"reads the claims of the receiver into the arguments from claims= on and verifies nothing", []string{"claims"}},
	"checkclaims": {"compares the dates of claims or of a token with the time", nil},
	"skipcheck":   {"an option or field by which a parser leaves dates alone, unless the argument unless= is true; or a function that makes such a parser (parser=r0)", []string{"unless", "parser"}},
	"skipverify":  {"an option by which a parser leaves the signature alone, unless the argument unless= is true", []string{"unless"}},
	"unsigned":    {"its use makes or accepts tokens without a signature; type= is the name of a constant's type", []string{"type"}},
	"requestdata": {"the result is data of the request being served", nil},
	"timecalc": {"calculates with time: op= says how, of= is the argument it starts from, unit= that of a number since 1970; or a date type that holds its time.Time in field=",
		[]string{"op", "of", "unit", "field"}},
	"target":  {"argument value=, or the field, is where something is found, or how long it may take, that differs between environments: what= says what it is", []string{"what", "value"}},
	"excerpt": {"the result is a part of argument of=, or its parts between the separators in argument sep=", []string{"of", "sep"}},
	"message": {"a type of what a queue delivers: a loop over several is one over messages", nil},
	"request": {"a type by which a handler receives the request it serves; reused=yes says that its values are used again for other requests", []string{"reused"}},
	"pool": {"opens a pool of connections without a limit (result 0), or is the struct type of one: driver= is the argument or field with the name of the driver, source= the argument with " +
		"a connector, dialector or open handle, limit= the field with the limit (else a poollimit call sets it), life= the fields of which one closes connections after a time (a list; else a poollife call does), " +
		"fix=sql says that the pool has the methods of *sql.DB", []string{"driver", "source", "limit", "life", "severity", "fix"}},
	"handle":     {"a type whose values are open pools", nil},
	"poollimit":  {"limits the pool that is the receiver to the argument n= of connections; 0 and less mean no limit", []string{"n"}},
	"poollife":   {"has the pool that is the receiver close connections after the argument time=; 0 and less mean never", []string{"time"}},
	"plugin":     {"hands the pool that is the receiver to the argument arg=, which may limit it", []string{"arg"}},
	"poolsize":   {"as poollimit, for a pool that has a limit by default: 0 lifts it", []string{"n"}},
	"sqldriver":  {"a database driver, dialector or connector whose connections cost the server: names= are the names it registers", []string{"names"}},
	"unpooled":   {"as sqldriver, for connections that need no limit: the database is in the process, or the limit is elsewhere", []string{"names"}},
	"holds":      {"a field of a struct: what it is given comes along with the struct", nil},
	"daemon":     {"keeps the program running: consumes, schedules, waits for signals; takes=yes: a loop around it takes messages, name= is the argument that says from where", []string{"takes", "name"}},
	"parse":      {"turns a text into a number", nil},
	"selectall":  {"begins a SELECT of every column, unless a method columns= is called on what comes of it; run= are the methods that run it or write it out", []string{"columns", "run"}},
	"runquery":   {"runs the statement of the builder that is its receiver, or writes it out; columns=no says that the select list does not matter to it", []string{"columns"}},
	"freshquery": {"returns what statements are begun with, though it has the type of a builder", nil},
	"columns":    {"tells the columns of the receiver, the rows of a result, at run time", nil},
	"star":       {"the result is the * of a select list", nil},
	"prepare":    {"prepares a statement; attributes as query", []string{"sql", "ctx", "noctx"}},
	"outbound": {"waits for an answer from elsewhere: client= is what may limit the wait, default= the variable that holds the client it uses, ctx= the context, req= the outgoing request, " +
		"bring= the key under which the context may bring a client; network=, addr= and url= say where it goes; with options= it waits only where one of these functions made an option; limited= marks what has a limit by default, noctx= names the variant that takes a context",
		[]string{"client", "default", "ctx", "req", "bring", "network", "addr", "url", "options", "limited", "noctx"}},
	"client": {"waits for ever unless told otherwise: a type, a variable, or a function that makes a client. bounds= are fields of which one must be set, in it or in the argument config=; " +
		"inner= and transport= the fields with what does the work for it; optionset= the argument with options that a limit was set on; endless= is the value of bounds= that takes away a default; ctx= is the context that may bring the client it wraps",
		[]string{"bounds", "config", "inner", "transport", "optionset", "endless", "ctx"}},
	"limit": {"limits the wait of client= (recv or an argument) to value=", []string{"client", "value"}},
	"outgoing": {"makes a request with the context ctx=, or with none, from the request of=, which it changes where inplace= is set, for client=; url= is where it goes, method= the argument with its method, " +
		"noctx= the variant that takes a context, local= marks what does not leave the machine", []string{"ctx", "of", "inplace", "client", "url", "method", "noctx", "local"}},
	"root":            {"gives a context that no deadline ends: of= says which (background, todo, detached, request, command)", []string{"of"}},
	"deadline":        {"gives a context that ends by itself", nil},
	"timer":           {"calls the function it is given when a time is over", nil},
	"requestdeadline": {"gives the requests that pass it a deadline", nil},
	"rpcdeadline":     {"may give every call on the connection a deadline", nil},
	"calloption":      {"the type of the options, at the end, of calls that wait for an answer from another service; ctx= is their context", []string{"ctx"}},
	"wipe": {"destroys, or with verb=UPDATE rewrites, all that something holds: what= says what that is, on= is the argument that names it, or whose type does; filter= is the argument that chooses, an empty one chooses all; " +
		"unless= are the methods of the receiver, or of the builder that it begins and run= run, of which one chooses, cond= the first argument that does; model= is an argument that does unless it is an empty struct; " +
		"refuses=yes says that it does nothing unless something chooses, which may choose all", []string{"what", "verb", "on", "filter", "unless", "run", "cond", "model", "refuses"}},
	"unguard":     {"a field that lets statements without a condition through where it is true; unless= are methods that bring a condition", []string{"unless"}},
	"narrows":     {"has the query that a builder runs leave out columns of the model", nil},
	"automigrate": {"changes the schema of a database to what types of the program look like", nil},
	"schedule":    {"runs the function fn=, or the method method= of what that is, by a clock", []string{"fn", "method"}},
	"proxy": {"sends requests on to another server: a struct type, or a function that makes one; transport= is the field with what sends them, errors= the one with what answers where that fails, " +
		"flush= the one that says how often what comes back is handed on, changes= the fields with functions that change the request (a list)", []string{"transport", "errors", "flush", "changes"}},
	"forwards": {"has the receiver, a proxy, answer the request req=", []string{"req"}},
	"brings":   {"puts the client client= into the context that it returns", []string{"ctx", "client"}},

	"resource": {"a type whose values have to be given back: what= says what it is, ends= are the methods that do it (a list), field= is the field that has them, if the type has not; given=yes says that a function of a library which returns one " +
		"hands it over to its caller, given=always that unknown functions do, too; drained= is the method whose false says that nothing is left of it, asks= the method that must be asked afterwards whether all went well, " +
		"defer= the method that, deferred, gives it back for certain and does nothing once it was given back",
		[]string{"what", "ends", "field", "given", "drained", "asks", "defer"}},
	"acquire":   {"result result= has to be given back: what= says what it is, ends= what does it (a list of methods, or () for the result itself, which is a function), where its type does not say so", []string{"result", "what", "ends"}},
	"clock":     {"gives the channel of a timer that cannot be stopped: of= says whether it fires once or ticks", []string{"of"}},
	"borrowed":  {"returns something of the type of a resource that its caller need not give back", nil},
	"takesover": {"gives back, sooner or later, the resource that it is given as argument arg=", []string{"arg"}},
	"uses":      {"leaves the resource that it is given as argument arg= to the caller", []string{"arg"}},

	"rowlock":      {"makes a query lock the rows that it gives, or is the type of a clause that does; arg= is the first argument that says so, if it need not: a text, or a clause", []string{"arg"}},
	"applock":      {"takes a lock that all instances of a program share", nil},
	"duplicate":    {"a type, value or function by which a program finds out that a row is there already", nil},
	"isolation":    {"a struct type of the options of a transaction: level= is the field with the isolation, safe= the values (lower case, without spaces) at which it fails if others have changed what it read", []string{"level", "safe"}},
	"chooses":      {"names the columns that a write of a struct is limited to, from argument 0 on; or with leaves=yes those that it leaves out", []string{"leaves"}},
	"tablename":    {"has an object mapper keep values of the type of argument type= in the table called by argument name=", []string{"type", "name"}},
	"sorts":        {"puts the elements of argument of= in order", []string{"of"}},
	"versionfield": {"the type of a field by which an object mapper finds out that a row has changed since it was read", nil},

	"router": {"a type on which routes are registered", nil},
	"route": {"registers a route on the router router= (recv by default, an argument, or none for one that the library has): method= are its methods (a list) or methods= the argument with them, pattern= the argument with the path, " +
		"op= one with a struct whose fields Method and Path say both; handler= is the argument with the handler, last=yes says that it is the last from there on, the others being middleware, mw= is the first middleware behind it; prefix=yes: it answers all paths below, too; " +
		"mount= says that the handler may be a router, which keeps the path or strips the pattern from it; static=yes: the library answers by itself; fallback=yes: it answers what no route does; rpc=yes: the pattern names a procedure; " +
		"gateway=yes: the handler names its path", []string{"router", "method", "methods", "pattern", "op", "handler", "last", "mw", "prefix", "mount", "static", "fallback", "rpc", "gateway"}},
	"group": {"gives a router, or a route that is still being put together, for paths below pattern= of router= (as of route), for methods= or method=, with the middleware from mw= on; fn= is a function that is run with it as its first parameter",
		[]string{"router", "pattern", "prefix", "method", "methods", "mw", "fn"}},
	"rooted":    {"puts the routes of the receiver below pattern=", []string{"pattern"}},
	"use":       {"has the middleware from mw= on run before the handlers of the router that is the receiver; order=yes: of those registered later", []string{"mw", "order"}},
	"wraps":     {"the result is a handler that hands requests on to handler=, without the path strip=", []string{"handler", "strip"}},
	"handson":   {"hands a request on to the handler that is the receiver", nil},
	"pathtext":  {"names the path of the route whose handler it stands in: pattern= is the argument with it", []string{"pattern"}},
	"joined":    {"the result is a path of its arguments, joined by slashes", nil},
	"service":   {"registers the methods of impl= as those of the service that desc= describes", []string{"impl", "desc"}},
	"entry":     {"runs the function fn=, or the method method= of what that is, for each event; is= says of what kind, name= is the argument that names the event", []string{"is", "name", "fn", "method"}},
	"opaque":    {"runs a function that is found at run time", nil},
	"unread":    {"registers routes in a way that is not read", nil},
	"param":     {"gives what a request says in its path, query or form: in= says where; via=recv says that it does so where its receiver is of a request; number=yes says that it is a number, number=maybe that its type says so", []string{"in", "via", "number"}},
	"decodes":   {"reads what from= says (recv or an argument) into the argument into=; in= says which part of a request it is, the body if there is none; limited=yes says that the library reads no more than so much", []string{"from", "into", "in", "limited"}},
	"webhook":   {"the functions methods= (a list) of the packages under a path that ends in /... check or read what a provider sends when something has happened there", []string{"methods"}},
	"readsall":  {"reads what from= gives (a reader, or a request) to its end: into memory, or into to=", []string{"from", "to"}},
	"readsform": {"reads the form in the body of the request from=, with all files in it", []string{"from"}},
	"opensfile": {"the result gives what is in a file of the program's own", nil},
	"capped":    {"ends a reader after so many bytes, or is the type of such a reader", nil},
	"rereads":   {"the result gives what the reader of= gives", []string{"of"}},
	"expands":   {"the result gives more than the reader of= gives: it was compressed", []string{"of"}},
	"paces":     {"asks a limiter whether, or waits until, something may be done once more", nil},
	"onlyone":   {"takes a key that only one can take: its result says who did", nil},
	"opaqueid":  {"reads an id that nobody can guess, or is the type of one", nil},
	"guards":    {"middleware, or what makes it: what= says what it does (auth, limiter, bodylimit, timeout, recover, csrf, cors, log, compress)", []string{"what"}},
}
