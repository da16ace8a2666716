package bad

import (
	"context"

	"google.golang.org/api/gmail/v1"
)

// The listing has ids alone: each message is asked for.
func mails(ctx context.Context, svc *gmail.Service, query string) (out []string, err error) {
	list, err := svc.Users.Messages.List("me").Q(query).Context(ctx).Do()
	if err != nil {
		return nil, err
	}
	for _, m := range list.Messages {
		full, err := svc.Users.Messages.Get("me", m.Id).Format("metadata").Context(ctx).Do() // want "for each"
		if err != nil {
			return nil, err
		}
		out = append(out, full.Snippet)
	}
	return out, nil
}
