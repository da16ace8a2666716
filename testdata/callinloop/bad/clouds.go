package bad

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/customer"
)

func download(ctx context.Context, c *s3.Client, bucket string, keys []string) (n int64, err error) {
	for _, k := range keys {
		out, err := c.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: aws.String(k)}) // want "for each"
		if err != nil {
			return n, err
		}
		m, err := io.Copy(io.Discard, out.Body)
		_ = out.Body.Close()
		if err != nil {
			return n, err
		}
		n += m
	}
	return n, nil
}

// sizes asks again for what the listing has told already.
func sizes(ctx context.Context, c *s3.Client, bucket string) (sum int64, err error) {
	p := s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: &bucket})
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, o := range page.Contents {
			head, err := c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: o.Key}) // want "for each"
			if err != nil {
				return 0, err
			}
			sum += aws.ToInt64(head.ContentLength)
		}
	}
	return sum, nil
}

func empty(ctx context.Context, c *s3.Client, bucket string, keys map[string]bool) error {
	for k := range keys {
		in := &s3.DeleteObjectInput{Bucket: &bucket}
		in.Key = &k
		if _, err := c.DeleteObject(ctx, in); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// objects is what the program needs of S3.
type objects interface {
	HeadObject(ctx context.Context, in *s3.HeadObjectInput, opts ...func(*s3.Options)) (*s3.HeadObjectOutput, error)
}

type gallery struct {
	objects objects
	bucket  string
}

func newGallery(c *s3.Client, bucket string) *gallery { return &gallery{c, bucket} }

func (g *gallery) missing(ctx context.Context, names []string) (out []string) {
	for _, n := range names {
		if _, err := g.objects.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &g.bucket, Key: aws.String("img/" + n)}); err != nil { // want "for each"
			out = append(out, n)
		}
	}
	return out
}

func customers(ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		c, err := customer.Get(id, nil) // want "for each"
		if err != nil {
			return nil, err
		}
		out[id] = c.Email
	}
	return out, nil
}

func cancel(ctx context.Context, c *stripe.Client, subscriptions []string) error {
	for _, id := range subscriptions {
		if _, err := c.V1Subscriptions.Cancel(ctx, id, &stripe.SubscriptionCancelParams{}); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
