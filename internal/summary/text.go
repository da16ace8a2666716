package summary

// Piece is a part of a resolved text: literal, or a hole for a value that is not known.
type Piece struct {
	Lit  string
	Hole ID // NoID for literal pieces
}

const (
	maxTexts = 16 // alternatives of one text
	maxDepth = 6  // texts within texts
)

// Texts returns what a string value may be, holes included, or nil where nothing is known of it.
// At most 16 alternatives are returned.
func (p *Program) Texts(id ID) [][]Piece { return p.texts(id, maxDepth) }

func (p *Program) texts(id ID, depth int) [][]Piece {
	if id == NoID || depth == 0 {
		return nil
	}
	var out [][]Piece
	for _, o := range p.Origins(id) {
		switch v := p.Value(o); v.Kind {
		case Const:
			if v.Value == "nil" && v.Type == "" {
				continue // no text at all
			}
			out = append(out, []Piece{{Lit: v.Value, Hole: NoID}})
		case Text:
			out = append(out, p.expand(o, v, depth)...)
		}
		if len(out) >= maxTexts {
			return out[:maxTexts]
		}
	}
	return out
}

// expand replaces the holes of a Text by what their values are known to be.
func (p *Program) expand(id ID, v *Value, depth int) [][]Piece {
	alts := [][]Piece{nil}
	for _, part := range v.Parts {
		next := [][]Piece{{{Lit: part.Lit, Hole: NoID}}}
		if part.Node != None {
			hole := p.ID(p.owner[id], part.Node)
			if next = p.texts(hole, depth-1); len(next) == 0 {
				next = [][]Piece{{{Hole: hole}}}
			}
		}
		var product [][]Piece
		for _, a := range alts {
			for _, n := range next {
				if len(product) < maxTexts {
					product = append(product, append(append([]Piece(nil), a...), n...))
				}
			}
		}
		alts = product
	}
	return alts
}
