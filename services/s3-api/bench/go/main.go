// Command s3read is what the benchmark holds the service against: GET /s3/{key} in Go, with the AWS
// SDK for Go v2. It does nothing beyond the read, so that only the handling of clients differs
// between its two modes.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// clients gives a handler the client to read with.
type clients func(context.Context) (*s3.Client, error)

// newClient loads the default configuration and makes a client of it. Path style, because the server
// that is read from listens on an IP address.
func newClient(ctx context.Context) (*s3.Client, error) {
	loaded, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	return s3.NewFromConfig(loaded, func(options *s3.Options) { options.UsePathStyle = true }), nil
}

// shared makes one client now and gives it to every request.
func shared(ctx context.Context) (clients, error) {
	client, err := newClient(ctx)
	return func(context.Context) (*s3.Client, error) { return client, nil }, err
}

// object streams the object that the path names.
func object(bucket string, clientFor clients, withLength bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		client, err := clientFor(r.Context())
		if err != nil {
			http.Error(w, "no client: "+err.Error(), http.StatusInternalServerError)
			return
		}
		found, err := client.GetObject(r.Context(), &s3.GetObjectInput{
			Bucket: aws.String(bucket),
			Key:    aws.String(r.PathValue("key")),
		})
		if missing := (*types.NoSuchKey)(nil); errors.As(err, &missing) {
			http.Error(w, "no such object", http.StatusNotFound)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer found.Body.Close()
		w.Header().Set("Content-Type", "application/octet-stream")
		if withLength && found.ContentLength != nil {
			w.Header().Set("Content-Length", strconv.FormatInt(*found.ContentLength, 10))
		}
		if _, err := io.Copy(w, found.Body); err != nil {
			log.Printf("%s: %v", r.URL.Path, err)
		}
	}
}

func serve() error {
	mode := flag.String("clients", "", "`each` for configuration and client per request, one for a single client")
	port := flag.Int("port", 0, "port to listen on, on 127.0.0.1")
	flag.Parse()
	bucket := os.Getenv("BUCKET_NAME")
	if bucket == "" {
		return errors.New("found no BUCKET_NAME in the environment")
	}

	clientFor := clients(newClient)
	switch *mode {
	case "each":
	case "one":
		one, err := shared(context.Background())
		if err != nil {
			return err
		}
		clientFor = one
	default:
		return errors.New("expected -clients each or -clients one")
	}

	mux := http.NewServeMux()
	// (a) sends no length, as the handler it stands for does not; the service and (b) do
	mux.HandleFunc("GET /s3/{key...}", object(bucket, clientFor, *mode == "one"))
	return http.ListenAndServe(net.JoinHostPort("127.0.0.1", strconv.Itoa(*port)), mux)
}

func main() {
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}
