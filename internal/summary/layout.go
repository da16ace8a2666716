package summary

import (
	"slices"
	"strings"
)

// Layout is how the files of a package are laid out in lines and columns. Fold takes it out of a summary, so that comments, blank lines and
// formatting are no part of what is judged; At puts it back into what was found.
type Layout struct {
	Files []FileLayout // by name
}

// FileLayout is the layout of one file: the places that its summary speaks of.
type FileLayout struct {
	Name  string // base name
	Lines []int  // the lines that hold a place, in order
	First []int  // by line: where its columns begin in Cols
	Cols  []int  // the columns of the places, in order within each line
}

// Fold numbers the lines and columns of a package by the places that it speaks of: the first line that holds one is line 1, the first place on a
// line is column 1. What comes before what, and what stands on one line, stays as it is. It changes the positions of p, all of which lie in
// p, and returns how they were.
func (p *Package) Fold() *Layout {
	f := &folder{files: map[string]*foldedFile{}}
	p.eachPlace(func(file string, line, col *int) {
		if *line > 0 {
			f.file(file).add(*line, *col)
		}
	})
	out := &Layout{}
	for name, file := range f.files {
		out.Files = append(out.Files, file.layout(name))
	}
	slices.SortFunc(out.Files, func(a, b FileLayout) int { return strings.Compare(a.Name, b.Name) })
	p.eachPlace(func(file string, line, col *int) {
		if *line > 0 {
			*line, *col = f.file(file).fold(*line, *col)
		}
	})
	return out
}

// At returns where a position of the folded package is in its file.
func (l *Layout) At(pos Pos) Pos {
	i, ok := slices.BinarySearchFunc(l.Files, pos.File, func(f FileLayout, name string) int { return strings.Compare(f.Name, name) })
	if !ok {
		return pos
	}
	f := &l.Files[i]
	pos.Line, pos.Col = f.at(pos.Line, pos.Col)
	pos.EndLine, pos.EndCol = f.at(pos.EndLine, pos.EndCol)
	return pos
}

// at returns the line and the column of a folded place. What the file has no place for stays as it is; column 0 is the whole line.
func (f *FileLayout) at(line, col int) (int, int) {
	if line < 1 || line > len(f.Lines) || len(f.First) != len(f.Lines) {
		return line, col
	}
	if i := f.First[line-1] + col - 1; col > 0 && i >= 0 && i < len(f.Cols) {
		col = f.Cols[i]
	}
	return f.Lines[line-1], col
}

// folder collects the places of a package.
type folder struct {
	files map[string]*foldedFile
	name  string // of the file asked for last
	last  *foldedFile
}

func (f *folder) file(name string) *foldedFile {
	if f.last == nil || f.name != name {
		f.name, f.last = name, f.files[name]
		if f.last == nil {
			f.last = &foldedFile{}
			f.files[name] = f.last
		}
	}
	return f.last
}

// foldedFile is the places of one file: first as they come, then by line.
type foldedFile struct {
	places []place
	rank   []int // by line: its number among those that hold a place, from 1
	first  []int // by that number less one: where its columns begin in cols; one more at the end
	cols   []int
}

type place struct{ line, col int }

func (f *foldedFile) add(line, col int) { f.places = append(f.places, place{line, col}) }

// layout sorts the places and returns what they were.
func (f *foldedFile) layout(name string) FileLayout {
	out := FileLayout{Name: name}
	last := 0
	for _, p := range f.places {
		last = max(last, p.line)
	}
	begin := make([]int, last+2) // by line: where its places begin once they are sorted by line
	for _, p := range f.places {
		begin[p.line+1]++
	}
	for i := 1; i < len(begin); i++ {
		begin[i] += begin[i-1]
	}
	sorted, next := make([]int, len(f.places)), slices.Clone(begin)
	for _, p := range f.places {
		sorted[next[p.line]] = p.col
		next[p.line]++
	}
	f.rank = make([]int, last+1)
	for line := 1; line <= last; line++ {
		cols := sorted[begin[line]:begin[line+1]]
		if len(cols) == 0 {
			continue
		}
		out.Lines = append(out.Lines, line)
		out.First = append(out.First, len(out.Cols))
		f.rank[line] = len(out.Lines)
		slices.Sort(cols)
		for i, c := range cols {
			if c > 0 && (i == 0 || cols[i-1] != c) {
				out.Cols = append(out.Cols, c)
			}
		}
	}
	f.first, f.cols = append(slices.Clone(out.First), len(out.Cols)), out.Cols
	return out
}

func (f *foldedFile) fold(line, col int) (int, int) {
	n := f.rank[line]
	if col > 0 {
		col = 1 + slices.Index(f.cols[f.first[n-1]:f.first[n]], col)
	}
	return n, col
}

// eachPlace calls see with all lines and columns of a package and the file that they are in. Of a line alone, the column is a zero.
func (p *Package) eachPlace(see func(file string, line, col *int)) {
	pos := func(at *Pos) {
		see(at.File, &at.Line, &at.Col)
		see(at.File, &at.EndLine, &at.EndCol)
	}
	alone := func(file string, line *int) {
		col := 0
		see(file, line, &col)
	}
	for i := range p.Nodes {
		v := &p.Nodes[i]
		pos(&v.Pos)
		for k := range v.Fields {
			pos(&v.Fields[k].Pos)
		}
	}
	for i := range p.Calls {
		pos(&p.Calls[i].Pos)
	}
	for i := range p.Growths {
		pos(&p.Growths[i].Pos)
	}
	for i := range p.Stores {
		pos(&p.Stores[i].Pos)
	}
	for i := range p.Loops {
		l := &p.Loops[i]
		pos(&l.Pos)
		alone(l.Pos.File, &l.End)
	}
	for _, sends := range [][]Send{p.Sends, p.Closes} {
		for i := range sends {
			pos(&sends[i].Pos)
		}
	}
	for i := range p.Funcs {
		f := &p.Funcs[i]
		pos(&f.Pos)
		pos(&f.Hides)
		for k := range f.Panics {
			pos(&f.Panics[k].Pos)
		}
		for k := range f.Changes {
			pos(&f.Changes[k].Pos)
		}
		for k := range f.Flow {
			alone(f.Pos.File, &f.Flow[k].Line)
		}
	}
	for i := range p.Carries {
		for k := range p.Carries[i].Changes {
			pos(&p.Carries[i].Changes[k].Pos)
		}
	}
	for i := range p.Checks {
		c := &p.Checks[i]
		pos(&c.Pos)
		see(c.Pos.File, &c.Line, &c.Col)
		see(c.Pos.File, &c.EndLine, &c.EndCol)
	}
}
