package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The service's own, of its settings' defaults.
const (
	mostReads       = 512
	upstreamTimeout = 10 * time.Second
)

var requestID = regexp.MustCompile(`^[\w.:-]{1,128}$`)

// duties does what the service does beside the read: a request id, a line of log and metrics for each
// request, a bound of the reads at a time and of the time that S3 takes, ranges and conditions, and the
// headers that the object has and needs.
type duties struct {
	bucket   string
	client   *s3.Client
	log      *slog.Logger
	taken    atomic.Int64
	requests *prometheus.CounterVec
	bytes    prometheus.Counter
	upstream *prometheus.HistogramVec
}

func newDuties(bucket string, client *s3.Client) *duties {
	level := slog.LevelInfo
	if os.Getenv("LOG_LEVEL") == "warn" {
		level = slog.LevelWarn
	}
	it := &duties{
		bucket:   bucket,
		client:   client,
		log:      slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: level})),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"method", "status"}),
		bytes:    prometheus.NewCounter(prometheus.CounterOpts{Name: "object_bytes_total"}),
		upstream: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "upstream_seconds"}, []string{"status"}),
	}
	slots := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "slots_taken"}, func() float64 { return float64(it.taken.Load()) })
	prometheus.MustRegister(it.requests, it.bytes, it.upstream, slots)
	return it
}

func (it *duties) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.Handler())
	mux.HandleFunc("GET /s3/{key...}", it.answer)
	return mux
}

func (it *duties) answer(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	id := r.Header.Get("X-Request-Id")
	if !requestID.MatchString(id) {
		id = newID()
	}
	w.Header().Set("X-Request-Id", id)
	status, sent, err := it.read(w, r)
	if err != nil {
		it.log.Error("failed", "reqId", id, "err", err.Error())
	}
	it.requests.WithLabelValues(r.Method, strconv.Itoa(status)).Inc()
	it.bytes.Add(float64(sent))
	it.log.Info("request completed", "reqId", id, "method", r.Method, "path", "/s3/…", "status", status,
		"bytes", sent, "ms", time.Since(began).Milliseconds(), "client", r.RemoteAddr)
}

// read answers with the object, or why there is none.
func (it *duties) read(w http.ResponseWriter, r *http.Request) (status int, sent int64, err error) {
	if it.taken.Add(1) > mostReads {
		it.taken.Add(-1)
		w.Header().Set("Retry-After", "1")
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return http.StatusServiceUnavailable, 0, nil
	}
	defer it.taken.Add(-1)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	late := time.AfterFunc(upstreamTimeout, cancel)
	began := time.Now()
	found, err := it.client.GetObject(ctx, &s3.GetObjectInput{
		Bucket:      aws.String(it.bucket),
		Key:         aws.String(r.PathValue("key")),
		Range:       given(r, "Range"),
		IfMatch:     given(r, "If-Match"),
		IfNoneMatch: given(r, "If-None-Match"),
	})
	late.Stop()
	status = http.StatusOK
	if failed := (*awshttp.ResponseError)(nil); errors.As(err, &failed) {
		status = failed.HTTPStatusCode()
	} else if err != nil {
		status = http.StatusBadGateway
	} else if found.ContentRange != nil {
		status = http.StatusPartialContent
	}
	it.upstream.WithLabelValues(strconv.Itoa(status)).Observe(time.Since(began).Seconds())
	if err != nil {
		http.Error(w, http.StatusText(status), status)
		return status, 0, err
	}
	defer found.Body.Close()
	head(w.Header(), found)
	w.WriteHeader(status)
	sent, err = io.Copy(w, found.Body)
	return status, sent, err
}

func head(headers http.Header, found *s3.GetObjectOutput) {
	headers.Set("X-Content-Type-Options", "nosniff")
	headers.Set("Content-Security-Policy", "sandbox")
	headers.Set("Content-Type", "application/octet-stream")
	headers.Set("Accept-Ranges", "bytes")
	for name, value := range map[string]*string{
		"Content-Type":        found.ContentType,
		"ETag":                found.ETag,
		"Content-Range":       found.ContentRange,
		"Content-Encoding":    found.ContentEncoding,
		"Content-Disposition": found.ContentDisposition,
		"Content-Language":    found.ContentLanguage,
		"Cache-Control":       found.CacheControl,
	} {
		if value != nil {
			headers.Set(name, *value)
		}
	}
	if found.ContentLength != nil {
		headers.Set("Content-Length", strconv.FormatInt(*found.ContentLength, 10))
	}
	if found.LastModified != nil {
		headers.Set("Last-Modified", found.LastModified.UTC().Format(http.TimeFormat))
	}
}

// given is a header of the request, none where it is empty.
func given(r *http.Request, name string) *string {
	if value := r.Header.Get(name); value != "" {
		return &value
	}
	return nil
}

// newID is a random UUID.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
