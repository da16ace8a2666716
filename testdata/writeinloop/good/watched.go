package good

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

// changes come one by one, for as long as the program runs.
func changes(ctx context.Context, from, to *mongo.Collection) error {
	stream, err := from.Watch(ctx, mongo.Pipeline{})
	if err != nil {
		return err
	}
	defer stream.Close(ctx)
	for stream.Next(ctx) {
		var change bson.M
		if err := stream.Decode(&change); err != nil {
			return err
		}
		if _, err := to.InsertOne(ctx, change); err != nil {
			return err
		}
	}
	return stream.Err()
}
