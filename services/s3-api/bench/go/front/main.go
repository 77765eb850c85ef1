// Command front stands before the benchmark's S3 server, which sends TLS records of 4 KiB, and sends full ones of
// 16 KiB, as servers do that write in larger pieces.
package main

import (
	"crypto/tls"
	"flag"
	"io"
	"log"
	"net"
)

// hand copies from one side to the other until it ends, and then ends the other.
func hand(to, from net.Conn) {
	defer to.Close()
	// the error is one of the two sides ending, which is how each connection ends
	_, _ = io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 64<<10))
}

func serve() error {
	listen := flag.String("listen", "", "address to listen on with TLS")
	to := flag.String("to", "", "address to connect to without")
	cert := flag.String("cert", "", "certificate file")
	key := flag.String("key", "", "key file")
	flag.Parse()
	pair, err := tls.LoadX509KeyPair(*cert, *key)
	if err != nil {
		return err
	}
	// small records at first, which Go sends by default, would be a different server's
	listener, err := tls.Listen("tcp", *listen, &tls.Config{
		Certificates:                []tls.Certificate{pair},
		DynamicRecordSizingDisabled: true,
	})
	if err != nil {
		return err
	}
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		server, err := net.Dial("tcp", *to)
		if err != nil {
			return err
		}
		go hand(server, client)
		go hand(client, server)
	}
}

func main() {
	log.Fatal(serve())
}
