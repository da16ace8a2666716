// Command tool asks once and ends: whoever runs it sees that it hangs. The finding is for the preset strict.
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	resp, err := http.Get(os.Args[1]) // want:info "http.Get waits for ever"
	if err == nil {
		fmt.Println(resp.Status)
	}
}
