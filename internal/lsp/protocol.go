package lsp

import "encoding/json"

// The parts of the Language Server Protocol 3.17 that are in use.
type (
	position struct {
		Line      int `json:"line"`
		Character int `json:"character"` // in UTF-16 code units
	}
	span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	location struct {
		URI   string `json:"uri"`
		Range span   `json:"range"`
	}
	related struct {
		Location location `json:"location"`
		Message  string   `json:"message"`
	}
	codeDescription struct {
		Href string `json:"href"`
	}
	diagnostic struct {
		Range           span             `json:"range"`
		Severity        int              `json:"severity"`
		Code            string           `json:"code"`
		CodeDescription *codeDescription `json:"codeDescription,omitempty"`
		Source          string           `json:"source"`
		Message         string           `json:"message"`
		Related         []related        `json:"relatedInformation,omitempty"`
		// Data tells a finding among those of its file when the client hands the diagnostic back.
		Data string `json:"data,omitempty"`
	}
	publishParams struct {
		URI         string       `json:"uri"`
		Version     *int         `json:"version,omitempty"`
		Diagnostics []diagnostic `json:"diagnostics"`
	}

	workspaceFolder struct {
		URI  string `json:"uri"`
		Name string `json:"name"`
	}
	initializeParams struct {
		RootURI  *string           `json:"rootUri"`
		RootPath *string           `json:"rootPath"`
		Folders  []workspaceFolder `json:"workspaceFolders"`
		Options  json.RawMessage   `json:"initializationOptions"`
		Client   clientAbilities   `json:"capabilities"`
	}
	dynamic struct {
		Dynamic bool `json:"dynamicRegistration"`
	}
	clientAbilities struct {
		Workspace struct {
			WatchedFiles dynamic `json:"didChangeWatchedFiles"`
		} `json:"workspace"`
		Window struct {
			ShowDocument struct {
				Support bool `json:"support"`
			} `json:"showDocument"`
		} `json:"window"`
	}
	serverAbilities struct {
		PositionEncoding string          `json:"positionEncoding"`
		Sync             syncOptions     `json:"textDocumentSync"`
		Hover            bool            `json:"hoverProvider"`
		CodeAction       actionOptions   `json:"codeActionProvider"`
		Execute          commandOptions  `json:"executeCommandProvider"`
		Workspace        workspaceServer `json:"workspace"`
	}
	syncOptions struct {
		OpenClose bool `json:"openClose"`
		Change    int  `json:"change"`
		Save      bool `json:"save"`
	}
	actionOptions struct {
		Kinds []string `json:"codeActionKinds"`
	}
	commandOptions struct {
		Commands []string `json:"commands"`
	}
	workspaceServer struct {
		Folders folderOptions `json:"workspaceFolders"`
	}
	folderOptions struct {
		Supported     bool `json:"supported"`
		Notifications bool `json:"changeNotifications"`
	}
	serverInfo struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	initializeResult struct {
		Abilities serverAbilities `json:"capabilities"`
		Info      serverInfo      `json:"serverInfo"`
	}

	documentID struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
	}
	openParams struct {
		Document struct {
			documentID
			Text string `json:"text"`
		} `json:"textDocument"`
	}
	contentChange struct {
		Range *span  `json:"range"` // nil replaces all
		Text  string `json:"text"`
	}
	changeParams struct {
		Document documentID      `json:"textDocument"`
		Changes  []contentChange `json:"contentChanges"`
	}
	documentParams struct {
		Document documentID `json:"textDocument"`
	}
	watchedParams struct {
		Changes []struct {
			URI string `json:"uri"`
		} `json:"changes"`
	}
	foldersParams struct {
		Event struct {
			Added   []workspaceFolder `json:"added"`
			Removed []workspaceFolder `json:"removed"`
		} `json:"event"`
	}

	hoverParams struct {
		Document documentID `json:"textDocument"`
		Position position   `json:"position"`
	}
	markup struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	}
	hover struct {
		Contents markup `json:"contents"`
		Range    span   `json:"range"`
	}
	actionParams struct {
		Document documentID `json:"textDocument"`
		Range    span       `json:"range"`
		Context  struct {
			Only []string `json:"only"`
		} `json:"context"`
	}
	textEdit struct {
		Range span   `json:"range"`
		New   string `json:"newText"`
	}
	workspaceEdit struct {
		Changes map[string][]textEdit `json:"changes"`
	}
	command struct {
		Title     string `json:"title"`
		Command   string `json:"command"`
		Arguments []any  `json:"arguments,omitempty"`
	}
	codeAction struct {
		Title       string         `json:"title"`
		Kind        string         `json:"kind"`
		Diagnostics []diagnostic   `json:"diagnostics,omitempty"`
		Preferred   bool           `json:"isPreferred,omitempty"`
		Edit        *workspaceEdit `json:"edit,omitempty"`
		Command     *command       `json:"command,omitempty"`
	}
	executeParams struct {
		Command   string            `json:"command"`
		Arguments []json.RawMessage `json:"arguments"`
	}
	showDocument struct {
		URI      string `json:"uri"`
		External bool   `json:"external"`
	}
	showMessage struct {
		Type    int    `json:"type"`
		Message string `json:"message"`
	}
	registration struct {
		ID      string `json:"id"`
		Method  string `json:"method"`
		Options any    `json:"registerOptions"`
	}
	registrationParams struct {
		Registrations []registration `json:"registrations"`
	}
	fileWatcher struct {
		Glob string `json:"globPattern"`
	}
	watchOptions struct {
		Watchers []fileWatcher `json:"watchers"`
	}
)

// The kinds of messages to the user.
const (
	messageError = iota + 1
	messageWarning
	messageInfo
	messageLog
)

// Kinds of code actions.
const (
	kindQuickFix = "quickfix"
	kindFixAll   = "source.fixAll.prodlint"
)

// openPage is the command that shows the page of a rule.
const openPage = "prodlint.openPage"
