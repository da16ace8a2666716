package bad

import (
	"database/sql"
	"flag"
	"os"
	"strconv"

	"github.com/spf13/viper"
)

var maxOpen = flag.Int("db-max-open", 0, "open connections")

type flagged struct{ db *sql.DB }

func newFlagged(dsn string) (*flagged, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(*maxOpen)
	return &flagged{db}, nil
}

type fromViper struct{ db *sql.DB }

func newFromViper(dsn string) (*fromViper, error) {
	viper.SetDefault("db.max_open", 0)
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(viper.GetInt("db.max_open"))
	return &fromViper{db}, nil
}

type tagged struct {
	MaxOpen int `env:"DB_MAX_OPEN" envDefault:"0"`
}

type fromTag struct{ db *sql.DB }

func newFromTag(dsn string, c tagged) (*fromTag, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(c.MaxOpen)
	return &fromTag{db}, nil
}

func envInt(key string, fallback int) int {
	n, err := strconv.Atoi(os.Getenv(key))
	if err != nil {
		return fallback
	}
	return n
}

type fromEnv struct{ db *sql.DB }

func newFromEnv(dsn string) (*fromEnv, error) {
	db, err := sql.Open("postgres", dsn) // want unboundedpool "is 0, which is none"
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(envInt("DB_MAX_OPEN", 0))
	return &fromEnv{db}, nil
}
