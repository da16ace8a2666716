package bad

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/bradfitz/gomemcache/memcache"
	"github.com/gocql/gocql"
	redigo "github.com/gomodule/redigo/redis"
	"github.com/redis/go-redis/v9"
	"github.com/redis/rueidis"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// KeyValue asks stores that speak no SQL.
type KeyValue struct {
	redis    *redis.Client
	universe redis.UniversalClient
	rueidis  rueidis.Client
	redigo   *redigo.Pool
	memcache *memcache.Client
	mongo    *mongo.Database
	dynamo   *dynamodb.Client
	session  *gocql.Session
}

// Presence gets a key for each friend.
func (k *KeyValue) Presence(ctx context.Context, friends []string) (online []string, err error) {
	for _, id := range friends {
		state, err := k.redis.Get(ctx, "presence:"+id).Result() // want "for each"
		if errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if state == "online" {
			online = append(online, id)
		}
	}
	return online, nil
}

// Profiles gets a hash for each member, through the interface of all kinds of clients.
func (k *KeyValue) Profiles(ctx context.Context, members []int64) (profiles []map[string]string, err error) {
	for _, m := range members {
		p, err := k.universe.HGetAll(ctx, fmt.Sprintf("profile:%d", m)).Result() // want "for each"
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// Followers counts with a range of a sorted set.
func (k *KeyValue) Followers(ctx context.Context, users []string) (total int64, err error) {
	for _, u := range users {
		n, err := k.followers(ctx, u) // want "for each"
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func (k *KeyValue) followers(ctx context.Context, user string) (int64, error) {
	return k.redis.ZCard(ctx, "followers:"+user).Result()
}

// Rueidis builds commands.
func (k *KeyValue) Rueidis(ctx context.Context, tokens []string) (users []string, err error) {
	for _, t := range tokens {
		user, err := k.rueidis.Do(ctx, k.rueidis.B().Get().Key("token:"+t).Build()).ToString() // want "for each"
		if err != nil {
			return nil, err
		}
		users = append(users, user)
	}
	return users, nil
}

// Redigo names its commands.
func (k *KeyValue) Redigo(ctx context.Context, rooms []string) (total int, err error) {
	conn, err := k.redigo.GetContext(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	for _, room := range rooms {
		n, err := redigo.Int(redigo.DoContext(conn, ctx, "SCARD", "room:"+room)) // want "for each"
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Fragments gets parts of a page from memcached.
func (k *KeyValue) Fragments(names []string) (html []byte, err error) {
	for _, name := range names {
		item, err := k.memcache.Get("fragment:" + name) // want "for each"
		if err != nil {
			return nil, err
		}
		html = append(html, item.Value...)
	}
	return html, nil
}

// Documents finds one document for each id.
func (k *KeyValue) Documents(ctx context.Context, ids []string) (docs []bson.M, err error) {
	articles := k.mongo.Collection("articles")
	for _, id := range ids {
		var doc bson.M
		if err := articles.FindOne(ctx, bson.M{"_id": id}).Decode(&doc); err != nil { // want "for each"
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// Counts counts documents, with a filter that is built first.
func (k *KeyValue) Counts(ctx context.Context, boards []string, open bool) (total int64, err error) {
	for _, b := range boards {
		filter := bson.D{{Key: "board", Value: b}}
		if open {
			filter = append(filter, bson.E{Key: "closed", Value: false})
		}
		n, err := k.mongo.Collection("cards").CountDocuments(ctx, filter) // want "for each"
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Items gets an item of DynamoDB for each key.
func (k *KeyValue) Items(ctx context.Context, ids []string) (items []map[string]types.AttributeValue, err error) {
	for _, id := range ids {
		out, err := k.dynamo.GetItem(ctx, &dynamodb.GetItemInput{ // want "for each"
			TableName: aws.String("sessions"),
			Key:       map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}},
		})
		if err != nil {
			return nil, err
		}
		items = append(items, out.Item)
	}
	return items, nil
}

// Readings asks Cassandra for each sensor.
func (k *KeyValue) Readings(ctx context.Context, sensors []string) (sum float64, err error) {
	for _, s := range sensors {
		var value float64
		q := k.session.Query("SELECT value FROM last_readings WHERE sensor = ?", s).WithContext(ctx)
		if err := q.Scan(&value); err != nil { // want "for each"
			return 0, err
		}
		sum += value
	}
	return sum, nil
}
