package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
)

// message is a request, a notification or a response of JSON-RPC 2.0.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
}

// rpcError is the error of a response.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// The codes of JSON-RPC and of the protocol.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeMethodNotFound = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeNotInitialized = -32002
)

// errJSON says that a message was framed well and is no JSON: the next one may be.
var errJSON = errors.New("the message is no JSON")

// maxMessage bounds what a message may hold: the largest file that is read, escaped, and more.
const maxMessage = 256 << 20

// conn reads and writes messages with the headers of the base protocol.
type conn struct {
	r *textproto.Reader

	mu  sync.Mutex // around writes
	w   io.Writer
	ids int
}

func newConn(r io.Reader, w io.Writer) *conn {
	return &conn{r: textproto.NewReader(bufio.NewReader(r)), w: w}
}

// read returns the next message. io.EOF means that the client has closed its end between two of them.
func (c *conn) read() (message, error) {
	var m message
	head, err := c.r.ReadMIMEHeader()
	if err != nil {
		if errors.Is(err, io.EOF) && len(head) == 0 {
			return m, io.EOF
		}
		return m, fmt.Errorf("header of a message: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(head.Get("Content-Length")))
	if err != nil || n < 0 || n > maxMessage {
		return m, fmt.Errorf("header of a message: Content-Length is %q", head.Get("Content-Length"))
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(c.r.R, body); err != nil {
		return m, fmt.Errorf("a message ends early: %w", err)
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, errJSON
	}
	return m, nil
}

// write sends a message.
func (c *conn) write(m message) error {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err = fmt.Fprintf(c.w, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// notify sends a notification.
func (c *conn) notify(method string, params any) error {
	data, err := json.Marshal(params)
	if err != nil {
		return err
	}
	return c.write(message{Method: method, Params: data})
}

// ask sends a request whose answer nobody waits for.
func (c *conn) ask(method string, params any) error {
	data, err := json.Marshal(params)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.ids++
	id := strconv.Itoa(c.ids)
	c.mu.Unlock()
	return c.write(message{ID: json.RawMessage(`"prodlint-` + id + `"`), Method: method, Params: data})
}

// answer sends the response to a request.
func (c *conn) answer(id json.RawMessage, result any, failed *rpcError) error {
	if failed != nil {
		return c.write(message{ID: id, Error: failed})
	}
	data, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return c.write(message{ID: id, Result: data})
}
