// Command goodtool shows whoever starts it what it sends.
package main

import (
	"log"
	"os"
)

func main() {
	token := os.Getenv("TOKEN")
	log.Println("sending", token)
	if token == "" {
		log.Fatalf("the token %q is not valid", token)
	}
}
