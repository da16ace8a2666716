package moment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestOperate(t *testing.T) {
	t.Parallel()
	seconds := Moment{Unit: Seconds, N: 3600, Now: true}
	nanos := Moment{Unit: Nanos, N: 3600e9, Now: true}
	number := func(n float64) Moment { return Moment{Unit: Number, N: n} }
	for name, c := range map[string]struct {
		op    string
		x, y  Moment
		unit  Unit
		ahead time.Duration
	}{
		"seconds and a number":      {"+", seconds, number(3600), Seconds, 2 * time.Hour},
		"seconds times a thousand":  {"*", seconds, number(1000), Millis, time.Hour},
		"a thousand times seconds":  {"*", number(1000), seconds, Millis, time.Hour},
		"nanoseconds over 1e6":      {"/", nanos, number(1e6), Millis, time.Hour},
		"nanoseconds over 1e9":      {"/", nanos, number(1e9), Seconds, time.Hour},
		"days times a duration":     {"*", number(30), Moment{Unit: Duration, N: 24 * 3600e9}, Duration, 30 * 24 * time.Hour},
		"a duration after now":      {"+", Moment{Unit: Date, Now: true}, Moment{Unit: Duration, N: 60e9}, Date, time.Minute},
		"long ago":                  {"+", Moment{Unit: Date, Now: true}, number(-3.6e12), Date, -9e18},
		"something that is unknown": {"+", seconds, Moment{}, Unknown, 0},
		"by seven":                  {"*", seconds, number(7), Unknown, 0},
	} {
		m := operate(c.op, c.x, c.y)
		assert.Equal(t, c.unit, m.Unit, name)
		if c.unit != Unknown {
			assert.Equal(t, c.ahead, m.Ahead(), name)
		}
	}
}
