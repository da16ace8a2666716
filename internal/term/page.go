package term

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Page draws Markdown for a terminal: headings, paragraphs, lists, quotes, code, tables and links.
// base is the address of the page, against which relative links are resolved.
func Page(markdown, base string, style Style) string {
	src := []byte(markdown)
	md := goldmark.New(goldmark.WithExtensions(extension.Table))
	p := &pager{style: style, src: src, base: base, width: min(style.Columns(), 100)}
	p.blocks(md.Parser().Parse(text.NewReader(src)), "")
	return strings.TrimLeft(p.out.String(), "\n")
}

// pager draws one page.
type pager struct {
	style Style
	src   []byte
	base  string
	width int
	out   bytes.Buffer
}

// blocks draws the children of n, each line led by indent, with an empty line between blocks.
func (p *pager) blocks(n ast.Node, indent string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.block(c, indent)
		if c.NextSibling() != nil && !tight(n) {
			p.out.WriteString(strings.TrimRight(indent, " ") + "\n")
		}
	}
}

func tight(n ast.Node) bool {
	if item, ok := n.(*ast.ListItem); ok {
		list, ok := item.Parent().(*ast.List)
		return ok && list.IsTight
	}
	list, ok := n.(*ast.List)
	return ok && list.IsTight
}

func (p *pager) block(n ast.Node, indent string) {
	switch n := n.(type) {
	case *ast.Heading:
		title := p.inline(n, span{color: Bold})
		if !p.style.Color { // as manuals do
			for i := range title {
				title[i].text = strings.ToUpper(title[i].text)
			}
		}
		p.wrap(title, indent, indent)
	case *ast.Paragraph, *ast.TextBlock:
		p.wrap(p.inline(n, span{}), indent, indent)
	case *ast.FencedCodeBlock:
		p.code(n, string(n.Language(p.src)), indent)
	case *ast.CodeBlock:
		p.code(n, "", indent)
	case *ast.Blockquote:
		p.blocks(n, indent+"| ")
	case *ast.List:
		number := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			mark := "- "
			if n.IsOrdered() {
				mark = fmt.Sprintf("%d. ", number)
				number++
			}
			p.item(item, indent, mark)
			if item.NextSibling() != nil && !n.IsTight {
				p.out.WriteString("\n")
			}
		}
	case *east.Table:
		p.table(n, indent)
	case *ast.ThematicBreak:
		p.out.WriteString(indent + p.style.Paint(Dim, strings.Repeat("-", max(p.width-len(indent), 3))) + "\n")
	}
}

// item draws a list item: its first block beside the mark, the others below it.
func (p *pager) item(n ast.Node, indent, mark string) {
	deeper := indent + strings.Repeat(" ", len(mark))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			if c == n.FirstChild() {
				p.wrap(p.inline(c, span{}), indent+p.style.Paint(Dim, mark), deeper)
				continue
			}
		}
		if c == n.FirstChild() {
			p.out.WriteString(indent + mark + "\n")
		}
		p.block(c, deeper)
	}
}

func (p *pager) code(n ast.Node, language, indent string) {
	var code strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		text := strings.TrimRight(string(line.Value(p.src)), "\r\n")
		code.WriteString(Clean(strings.ReplaceAll(text, "\t", "    ")) + "\n")
	}
	text := code.String()
	if language == "go" && p.style.Color {
		text = goColors(text, p.style)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		p.out.WriteString(strings.TrimRight(indent+"    "+line, " ") + "\n")
	}
}

// span is a piece of text in one colour; it may be a link.
type span struct {
	text  string
	color Color
	link  string
}

// inline returns the text of n in pieces. Code keeps its backquotes where there are no colours.
func (p *pager) inline(n ast.Node, as span) []span {
	var out []span
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		sp := as
		switch c := c.(type) {
		case *ast.Text:
			sp.text = string(c.Segment.Value(p.src))
			if c.SoftLineBreak() || c.HardLineBreak() {
				sp.text += " "
			}
			out = append(out, sp)
		case *ast.String:
			sp.text = string(c.Value)
			out = append(out, sp)
		case *ast.CodeSpan:
			sp.color = Cyan
			pieces := p.inline(c, sp)
			if !p.style.Color {
				pieces = append(append([]span{{text: "`"}}, pieces...), span{text: "`"})
			}
			out = append(out, pieces...)
		case *ast.Emphasis:
			if sp.color == "" {
				sp.color = Italic
				if c.Level > 1 {
					sp.color = Bold
				}
			}
			out = append(out, p.inline(c, sp)...)
		case *ast.Link:
			sp.link = p.resolve(string(c.Destination))
			if sp.color == "" {
				sp.color = Blue
			}
			out = append(out, p.inline(c, sp)...)
			if !p.style.Links && sp.link != "" {
				out = append(out, span{text: " <" + sp.link + ">"})
			}
		case *ast.AutoLink:
			sp.text, sp.link = string(c.Label(p.src)), string(c.URL(p.src))
			out = append(out, sp)
		}
	}
	return out
}

// resolve makes a link absolute. Links within the page are dropped: a terminal cannot follow them.
func (p *pager) resolve(to string) string {
	u, err := url.Parse(to)
	if err != nil || strings.HasPrefix(to, "#") {
		return ""
	}
	if u.IsAbs() || p.base == "" {
		return to
	}
	base, err := url.Parse(p.base)
	if err != nil {
		return to
	}
	base.Path = path.Join(path.Dir(base.Path), u.Path)
	base.Fragment = u.Fragment
	return base.String()
}

// wrap writes pieces of text as lines no wider than the page; first leads the first line, rest the others.
func (p *pager) wrap(pieces []span, first, rest string) {
	room := max(p.width-TextWidth(rest), 20)
	var line strings.Builder
	column := 0
	lead := first
	space := false // between the last word and the next
	flush := func() {
		p.out.WriteString(lead + line.String() + "\n")
		line.Reset()
		column, lead = 0, rest
	}
	for _, word := range words(pieces) {
		n := 0
		for _, sp := range word {
			n += TextWidth(sp.text)
		}
		if space && column+1+n > room {
			flush()
		} else if space {
			line.WriteByte(' ')
			column++
		}
		for _, sp := range word {
			line.WriteString(p.style.Link(sp.link, p.style.Paint(sp.color, Clean(sp.text))))
		}
		column += n
		space = true
	}
	flush()
}

// words cuts pieces at white space; a word may consist of several pieces.
func words(pieces []span) [][]span {
	var out [][]span
	open := false
	for _, sp := range pieces {
		for i, field := range strings.Split(strings.ReplaceAll(sp.text, "\n", " "), " ") {
			if i > 0 {
				open = false
			}
			if field == "" {
				continue
			}
			if !open {
				out = append(out, nil)
				open = true
			}
			piece := sp
			piece.text = field
			out[len(out)-1] = append(out[len(out)-1], piece)
		}
	}
	return out
}
