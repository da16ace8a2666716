package commands

import (
	"context"

	"github.com/alecthomas/kong"
	"github.com/spf13/cobra"
	cliv2 "github.com/urfave/cli/v2"
	cliv3 "github.com/urfave/cli/v3"
)

func reindex(cmd *cobra.Command, args []string) error { return nil }

var root = &cobra.Command{
	Use:  "shop [flags]",
	RunE: func(cmd *cobra.Command, args []string) error { return nil }, // route command shop commands.func1
}

func tree() *cobra.Command {
	c := &cobra.Command{Use: "reindex", RunE: reindex} // route command reindex commands.reindex
	late := &cobra.Command{Use: "late", Short: "set afterwards"}
	late.Run = func(cmd *cobra.Command, args []string) {} // route command late commands.tree
	root.AddCommand(c, late)
	return root
}

func purge(*cliv2.Context) error                   { return nil }
func export(context.Context, *cliv3.Command) error { return nil }

func apps() (*cliv2.App, *cliv3.Command) {
	return &cliv2.App{Commands: []*cliv2.Command{{
			Name:   "purge",
			Action: purge, // route command purge commands.purge
		}}}, &cliv3.Command{
			Name:   "export",
			Action: export, // route command export commands.export
		}
}

type importCmd struct {
	File string `arg:""`
}

func (c *importCmd) Run() error { return c.load() } // route command import commands.(*importCmd).Run

func (c *importCmd) load() error { return nil }

type step struct{}

// Run is called by the program: it is no command.
func (step) Run() error { return nil }

var grammar struct {
	Import importCmd `cmd:""`
}

func main() {
	_ = tree().Execute()
	_, _ = apps()
	if err := (step{}).Run(); err != nil {
		return
	}
	kong.Parse(&grammar).FatalIfErrorf(nil)
}
