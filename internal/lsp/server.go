// Package lsp is prodlint's language server. It publishes the findings of whole workspaces, of text that is not saved too, shows the page of a
// rule with its stories, and offers fixes and suppressions. It speaks the Language Server Protocol 3.17 over a pair of streams.
//
// One goroutine owns the state and handles messages in their order; each analysis runs in one of its own and hands its result back. What a run
// needs to know of flags and configuration it asks of the command (Options.Analyse), so that editor and command find the same.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/prodlint/prodlint/internal/driver"
	"github.com/prodlint/prodlint/internal/report"
	"github.com/prodlint/prodlint/internal/rule"
)

// Quiet is how long text must be left alone before it is analysed: less than lies between two keystrokes. What turns out to be in vain is stopped by
// the next keystroke.
const Quiet = 25 * time.Millisecond

// Options are what the server takes from the command.
type Options struct {
	// Version is that of prodlint.
	Version string
	// Rules are the rules there are.
	Rules []*rule.Rule
	// Analyse judges a workspace as the command does. Its findings are those to be shown.
	Analyse func(ctx context.Context, a Analysis) (*driver.Result, error)
	// Quiet stands for the constant of that name; 0 means it.
	Quiet time.Duration
}

// Analysis is what is to be judged.
type Analysis struct {
	// Dir is that of the go.work or go.mod. Patterns name its packages; none stands for "./...".
	Dir      string
	Patterns []string
	Settings Settings
	// Overlay holds the texts that are not saved, by absolute names of files.
	Overlay map[string][]byte
}

// Settings are what the client sends as initializationOptions. They count as the flags of the command do.
type Settings struct {
	Preset  string   `json:"preset"`
	Enable  []string `json:"enable"`
	Disable []string `json:"disable"`
}

// ErrExit says that the client ended the session without the request to shut down.
var ErrExit = errors.New("the client ended the session without shutting down")

// server is the state of a session.
type server struct {
	opts     Options
	conn     *conn
	settings Settings
	client   clientAbilities
	rules    map[string]*rule.Rule

	initialized, down bool

	folders []folder
	docs    map[string]*document // by real path
	roots   map[string]*root     // by directory
	done    chan outcome
	pause   *time.Timer
	due     time.Time // when the pause ends
}

// Serve handles the messages of a client until it ends the session, or the context is done. The error says what is wrong with the streams, or
// that the session did not end as it should.
func Serve(ctx context.Context, r io.Reader, w io.Writer, opts Options) error {
	if opts.Quiet == 0 {
		opts.Quiet = Quiet
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{opts: opts, conn: newConn(r, w), docs: map[string]*document{}, roots: map[string]*root{}, rules: map[string]*rule.Rule{},
		done: make(chan outcome), pause: time.NewTimer(opts.Quiet)}
	s.pause.Stop()
	defer s.pause.Stop()
	for _, ru := range opts.Rules {
		s.rules[ru.Name] = ru
	}
	type incoming struct {
		message
		err error
	}
	messages := make(chan incoming)
	go func() {
		for {
			m, err := s.conn.read()
			select {
			case messages <- incoming{m, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, errJSON) {
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case in := <-messages:
			switch {
			case errors.Is(in.err, errJSON):
				if err := s.conn.answer(json.RawMessage("null"), nil, &rpcError{codeParse, in.err.Error()}); err != nil {
					return err
				}
				continue
			case errors.Is(in.err, io.EOF) && s.down:
				return nil
			case errors.Is(in.err, io.EOF):
				return ErrExit
			case in.err != nil:
				return in.err
			}
			if in.Method == "exit" {
				if s.down {
					return nil
				}
				return ErrExit
			}
			if err := s.handle(ctx, in.message); err != nil {
				return err
			}
		case <-s.pause.C:
			s.start(ctx)
		case o := <-s.done:
			if err := s.finish(ctx, o); err != nil {
				return err
			}
		}
	}
}

// handle deals with a message. The error says that the client cannot be written to.
func (s *server) handle(ctx context.Context, m message) error {
	switch {
	case m.Method == "":
		return nil // the response to a request of ours: nothing depends on it
	case len(m.ID) == 0:
		return s.notified(m)
	}
	result, failed := s.asked(ctx, m)
	return s.conn.answer(m.ID, result, failed)
}

// asked deals with a request.
func (s *server) asked(ctx context.Context, m message) (result any, failed *rpcError) {
	switch {
	case m.Method == "initialize" && !s.initialized:
		return s.initialize(m)
	case m.Method == "initialize":
		return nil, &rpcError{codeInvalidRequest, "the session is initialized already"}
	case !s.initialized:
		return nil, &rpcError{codeNotInitialized, "the first request of a session is initialize"}
	case s.down:
		return nil, &rpcError{codeInvalidRequest, "the session is being shut down"}
	}
	switch m.Method {
	case "shutdown":
		s.down = true
		for _, r := range s.roots {
			r.stop()
		}
		return nil, nil
	case "textDocument/hover":
		return handled(m, s.hover)
	case "textDocument/codeAction":
		return handled(m, s.actions)
	case "workspace/executeCommand":
		return handled(m, s.execute)
	}
	return nil, &rpcError{codeMethodNotFound, "prodlint does not know " + m.Method}
}

// handled calls a function with the parameters of a message.
func handled[P any](m message, f func(P) (any, error)) (any, *rpcError) {
	var p P
	if err := json.Unmarshal(m.Params, &p); err != nil {
		return nil, &rpcError{codeInvalidParams, m.Method + ": " + err.Error()}
	}
	result, err := f(p)
	if err != nil {
		return nil, &rpcError{codeInternal, report.Redact(err.Error())}
	}
	return result, nil
}

// notified deals with a notification. One that is not known, or makes no sense, is passed over, as the protocol asks for.
func (s *server) notified(m message) error {
	if !s.initialized || s.down {
		return nil
	}
	switch m.Method {
	case "initialized":
		return s.begin()
	case "textDocument/didOpen":
		told(m, s.opened)
	case "textDocument/didChange":
		told(m, s.changed)
	case "textDocument/didSave":
		told(m, s.saved)
	case "textDocument/didClose":
		told(m, s.closed)
	case "workspace/didChangeWatchedFiles":
		told(m, s.watched)
	case "workspace/didChangeWorkspaceFolders":
		told(m, s.refolded)
	}
	return nil // $/cancelRequest among them: requests are answered at once
}

func told[P any](m message, f func(P)) {
	var p P
	if json.Unmarshal(m.Params, &p) == nil {
		f(p)
	}
}

// initialize answers the first request.
func (s *server) initialize(m message) (any, *rpcError) {
	var p initializeParams
	if err := json.Unmarshal(m.Params, &p); err != nil {
		return nil, &rpcError{codeInvalidParams, "initialize: " + err.Error()}
	}
	if len(p.Options) > 0 {
		if err := json.Unmarshal(p.Options, &s.settings); err != nil {
			return nil, &rpcError{codeInvalidParams, "initializationOptions: want {preset, enable, disable}: " + err.Error()}
		}
	}
	s.initialized, s.client = true, p.Client
	if len(p.Folders) == 0 {
		switch {
		case p.RootURI != nil:
			p.Folders = []workspaceFolder{{URI: *p.RootURI}}
		case p.RootPath != nil && *p.RootPath != "":
			p.Folders = []workspaceFolder{{URI: uriOf(*p.RootPath)}}
		}
	}
	s.addFolders(p.Folders)
	return initializeResult{
		Abilities: serverAbilities{
			PositionEncoding: "utf-16",
			Sync:             syncOptions{OpenClose: true, Change: 2, Save: true},
			Hover:            true,
			CodeAction:       actionOptions{[]string{kindQuickFix, kindFixAll}},
			Execute:          commandOptions{[]string{openPage}},
			Workspace:        workspaceServer{folderOptions{true, true}},
		},
		Info: serverInfo{"prodlint", s.opts.Version},
	}, nil
}

// begin asks the client to tell what is saved outside of it, and analyses the folders.
func (s *server) begin() error {
	if s.client.Workspace.WatchedFiles.Dynamic {
		options := watchOptions{[]fileWatcher{{"**/*.{go,mod,sum,work,sql,fizz}"}, {"**/{.prodlint.yml,sqlc.yaml,sqlc.yml,sqlc.json,atlas.sum,atlas.hcl,dbconfig.yml,tern.conf,.tern.conf}"}}}
		err := s.conn.ask("client/registerCapability", registrationParams{[]registration{{"prodlint-files", "workspace/didChangeWatchedFiles", options}}})
		if err != nil {
			return err
		}
	}
	for _, r := range s.roots {
		r.dirty = true
	}
	s.pause.Reset(0)
	return nil
}

// log tells the client something for its log.
func (s *server) log(kind int, text string) error {
	return s.conn.notify("window/logMessage", showMessage{kind, "prodlint: " + report.Redact(text)})
}
