// Command s3read is what the benchmark holds the service against: GET /s3/{key} in Go, with the AWS
// SDK for Go v2. It does nothing beyond the read, so that only the handling of clients differs
// between its two modes; -duties adds what the service does beside it.
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
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// clients gives a handler the client to read with.
type clients func(context.Context) (*s3.Client, error)

// newClient loads the default configuration and makes a client of it. Path style, because the server
// that is read from listens on an IP address.
func newClient(ctx context.Context, options ...func(*config.LoadOptions) error) (*s3.Client, error) {
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, err
	}
	return s3.NewFromConfig(loaded, func(options *s3.Options) { options.UsePathStyle = true }), nil
}

// sharedClient keeps as many connections as the service does: with the SDK's default of ten, each burst
// of more would end in TLS handshakes.
func sharedClient(ctx context.Context) (*s3.Client, error) {
	keep := func(transport *http.Transport) {
		transport.MaxIdleConns, transport.MaxIdleConnsPerHost = mostReads, mostReads
	}
	return newClient(ctx, config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(keep)))
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
	withDuties := flag.Bool("duties", false, "do what the service does beside the read as well")
	port := flag.Int("port", 0, "port to listen on, on 127.0.0.1")
	flag.Parse()
	bucket := os.Getenv("BUCKET_NAME")
	if bucket == "" {
		return errors.New("found no BUCKET_NAME in the environment")
	}

	mux := http.NewServeMux()
	var handler http.Handler = mux
	switch *mode {
	case "each":
		each := func(ctx context.Context) (*s3.Client, error) { return newClient(ctx) }
		// no length, as the handler that it stands for sends none; the service and the others do
		mux.HandleFunc("GET /s3/{key...}", object(bucket, each, false))
	case "one":
		client, err := sharedClient(context.Background())
		if err != nil {
			return err
		}
		one := func(context.Context) (*s3.Client, error) { return client, nil }
		mux.HandleFunc("GET /s3/{key...}", object(bucket, one, true))
		if *withDuties {
			handler = newDuties(bucket, client).handler()
		}
	default:
		return errors.New("expected -clients each or -clients one")
	}
	return http.ListenAndServe(net.JoinHostPort("127.0.0.1", strconv.Itoa(*port)), handler)
}

func main() {
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}
