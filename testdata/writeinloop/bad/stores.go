package bad

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	redigo "github.com/gomodule/redigo/redis"
	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	bson2 "go.mongodb.org/mongo-driver/v2/bson"
	mongo2 "go.mongodb.org/mongo-driver/v2/mongo"
)

type listing struct {
	SKU   string `bson:"sku"`
	Stock int    `bson:"stock"`
}

type catalogue struct {
	products *mongo.Collection
	audit    *mongo2.Collection
}

func (c *catalogue) load(ctx context.Context, in []listing) error {
	for _, l := range in {
		if _, err := c.products.InsertOne(ctx, l); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func (c *catalogue) restock(ctx context.Context, in []listing) error {
	opts := options.Update().SetUpsert(true)
	for i := range in {
		filter := bson.M{"sku": in[i].SKU}
		if _, err := c.products.UpdateOne(ctx, filter, bson.M{"$set": bson.M{"stock": in[i].Stock}}, opts); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func (c *catalogue) retire(ctx context.Context, skus []string) error {
	for _, sku := range skus {
		if _, err := c.products.DeleteOne(ctx, bson.M{"sku": sku}); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func (c *catalogue) replace(ctx context.Context, in map[string]listing) error {
	for sku, l := range in {
		if _, err := c.audit.ReplaceOne(ctx, bson2.M{"sku": sku}, l); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

// mirror empties one collection into another, a document at a time.
func mirror(ctx context.Context, from, to *mongo.Collection) error {
	cur, err := from.Find(ctx, bson.D{})
	if err != nil {
		return err
	}
	defer cur.Close(ctx)
	for cur.Next(ctx) {
		var l listing
		if err := cur.Decode(&l); err != nil {
			return err
		}
		if _, err := to.InsertOne(ctx, l); err != nil { // want "for each"
			return err
		}
	}
	return cur.Err()
}

func warm(ctx context.Context, rdb *redis.Client, in []listing) error {
	for _, l := range in {
		b, err := json.Marshal(l)
		if err != nil {
			return err
		}
		if err := rdb.Set(ctx, "product:"+l.SKU, b, time.Hour).Err(); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func fanOut(ctx context.Context, rdb redis.UniversalClient, p post, followers []int64) error {
	for _, f := range followers {
		key := "timeline:" + strconv.FormatInt(f, 10)
		if err := rdb.LPush(ctx, key, p.ID).Err(); err != nil { // want "for each"
			return err
		}
		rdb.LTrim(ctx, key, 0, 799) // want "for each"
	}
	return nil
}

func evict(ctx context.Context, rdb *redis.Client, skus []string) {
	for _, sku := range skus {
		rdb.Del(ctx, "product:"+sku) // want "for each"
	}
}

func put(ctx context.Context, db *dynamodb.Client, table string, in []listing) error {
	for _, l := range in {
		_, err := db.PutItem(ctx, &dynamodb.PutItemInput{ // want "for each"
			TableName: aws.String(table),
			Item: map[string]types.AttributeValue{
				"sku":   &types.AttributeValueMemberS{Value: l.SKU},
				"stock": &types.AttributeValueMemberN{Value: strconv.Itoa(l.Stock)},
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func drop(ctx context.Context, db *dynamodb.Client, table string, skus []string) error {
	for _, sku := range skus {
		in := &dynamodb.DeleteItemInput{TableName: &table, Key: map[string]types.AttributeValue{"sku": &types.AttributeValueMemberS{Value: sku}}}
		if _, err := db.DeleteItem(ctx, in); err != nil { // want "for each"
			return err
		}
	}
	return nil
}

func scores(c redigo.Conn, points map[string]int) error {
	for player, n := range points {
		if _, err := c.Do("ZADD", "scores", n, player); err != nil { // want "for each"
			return err
		}
	}
	return nil
}
