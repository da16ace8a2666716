// Package scan cuts texts into tokens.
package scan

// Words returns the words of a text.
func Words(text string) (out []string) {
	token := ""
	for _, r := range text {
		if r == ' ' {
			out = append(out, token)
			token = ""
			continue
		}
		token += string(r)
	}
	return append(out, token)
}
