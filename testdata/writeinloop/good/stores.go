package good

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
	"github.com/redis/rueidis"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

func pipeline(ctx context.Context, rdb *redis.Client, rows []row) error {
	pipe := rdb.Pipeline()
	for _, r := range rows {
		pipe.Set(ctx, "product:"+strconv.FormatInt(r.ID, 10), r.Name, time.Hour)
	}
	_, err := pipe.Exec(ctx)
	return err
}

func pipelined(ctx context.Context, rdb redis.UniversalClient, followers []int64, post int64) error {
	_, err := rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, f := range followers {
			key := "timeline:" + strconv.FormatInt(f, 10)
			p.LPush(ctx, key, post)
			p.LTrim(ctx, key, 0, 799)
		}
		return nil
	})
	return err
}

func atOnce(ctx context.Context, rdb *redis.Client, rows []row) error {
	var pairs []any
	var keys []string
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		pairs = append(pairs, "product:"+r.Name, b)
		keys = append(keys, "old:"+r.Name)
	}
	if err := rdb.MSet(ctx, pairs...).Err(); err != nil {
		return err
	}
	return rdb.Del(ctx, keys...).Err()
}

func sent(c redigo.Conn, points map[string]int) error {
	for player, n := range points {
		if err := c.Send("ZADD", "scores", n, player); err != nil {
			return err
		}
	}
	return c.Flush()
}

func many(ctx context.Context, c rueidis.Client, on []string) error {
	cmds := make(rueidis.Commands, 0, len(on))
	for _, f := range on {
		cmds = append(cmds, c.B().Set().Key("flag:"+f).Value("1").Build())
	}
	for _, res := range c.DoMulti(ctx, cmds...) {
		if err := res.Error(); err != nil {
			return err
		}
	}
	return nil
}

func bulk(ctx context.Context, c *mongo.Collection, rows []row) error {
	models := make([]mongo.WriteModel, 0, len(rows))
	for _, r := range rows {
		models = append(models, mongo.NewUpdateOneModel().
			SetFilter(bson.M{"_id": r.ID}).
			SetUpdate(bson.M{"$set": bson.M{"name": r.Name}}).
			SetUpsert(true))
	}
	_, err := c.BulkWrite(ctx, models)
	return err
}

func batchWrite(ctx context.Context, db *dynamodb.Client, table string, rows []row) error {
	var reqs []types.WriteRequest
	for _, r := range rows {
		reqs = append(reqs, types.WriteRequest{PutRequest: &types.PutRequest{Item: map[string]types.AttributeValue{
			"name": &types.AttributeValueMemberS{Value: r.Name},
		}}})
	}
	for len(reqs) > 0 {
		n := min(25, len(reqs))
		if _, err := db.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: reqs[:n]}}); err != nil {
			return err
		}
		reqs = reqs[n:]
	}
	return nil
}

// unprocessed asks again for what the table had no room for.
func unprocessed(ctx context.Context, db *dynamodb.Client, items map[string][]types.WriteRequest) error {
	for len(items) > 0 {
		out, err := db.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: items, ReturnConsumedCapacity: types.ReturnConsumedCapacityNone})
		if err != nil {
			return err
		}
		items = out.UnprocessedItems
		time.Sleep(100 * time.Millisecond)
	}
	return nil
}

func transact(ctx context.Context, db *dynamodb.Client, table string, names []string) error {
	var in []types.TransactWriteItem
	for _, n := range names {
		in = append(in, types.TransactWriteItem{Put: &types.Put{TableName: aws.String(table), Item: map[string]types.AttributeValue{"name": &types.AttributeValueMemberS{Value: n}}}})
	}
	_, err := db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: in})
	return err
}
