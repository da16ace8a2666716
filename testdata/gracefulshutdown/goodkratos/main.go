// Command goodkratos leaves signals and its servers to kratos.
package main

import (
	"log"

	"github.com/go-kratos/kratos/v2"
	"github.com/go-kratos/kratos/v2/transport/grpc"
	"github.com/go-kratos/kratos/v2/transport/http"
)

func main() {
	app := kratos.New(kratos.Name("shop"), kratos.Server(http.NewServer(http.Address(":8000")), grpc.NewServer(grpc.Address(":9000"))))
	if err := app.Run(); err != nil {
		log.Fatal(err)
	}
}
