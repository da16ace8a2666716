package bad

import (
	"context"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/uptrace/bun"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"gorm.io/gorm"
	"xorm.io/xorm"
)

type Account struct {
	ID     uint
	Name   string
	Active bool
	Seats  int
}

type Stores struct {
	mu   sync.Mutex
	db   *gorm.DB
	x    *xorm.Engine
	bun  *bun.DB
	sqlx *sqlx.DB
	pool *pgxpool.Pool
	coll *mongo.Collection
}

func (s *Stores) Create(ctx context.Context, name string) error {
	var n int64
	if err := s.db.WithContext(ctx).Model(&Account{}).Where("name = ?", name).Count(&n).Error; err != nil {
		return err
	}
	if n > 0 {
		return errTaken
	}
	return s.db.WithContext(ctx).Create(&Account{Name: name}).Error // want:program checkthenact "account"
}

func (s *Stores) GetOrCreate(ctx context.Context, name string) (*Account, error) {
	var a Account
	err := s.db.WithContext(ctx).Where("name = ?", name).First(&a).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		a = Account{Name: name}
		err = s.db.WithContext(ctx).Create(&a).Error // want:program checkthenact "account"
	}
	return &a, err
}

// The mutex is one of this process; there are several.
func (s *Stores) CreateOnce(ctx context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var a Account
	if res := s.db.WithContext(ctx).Where("name = ?", name).Limit(1).Find(&a); res.Error != nil {
		return res.Error
	}
	if a.ID != 0 {
		return errTaken
	}
	return s.db.WithContext(ctx).Create(&Account{Name: name}).Error // want:program checkthenact "account"
}

func (s *Stores) Activate(ctx context.Context, id uint) error {
	var a Account
	if err := s.db.WithContext(ctx).First(&a, id).Error; err != nil {
		return err
	}
	if a.Active {
		return errState
	}
	return s.db.WithContext(ctx).Model(&Account{}).Where("id = ?", id).Update("active", true).Error // twice is as good as once
}

func (s *Stores) TakeSeat(ctx context.Context, id uint) error {
	var a Account
	if err := s.db.WithContext(ctx).First(&a, id).Error; err != nil {
		return err
	}
	if a.Seats <= 0 {
		return errSoldOut
	}
	return s.db.WithContext(ctx).Model(&Account{}).Where("id = ?", id).Update("seats", gorm.Expr("seats - 1")).Error // want checkthenact "seats"
}

type Member struct {
	Id   int64
	Name string
}

func (s *Stores) AddMember(name string) error {
	has, err := s.x.Where("name = ?", name).Exist(&Member{})
	if err != nil {
		return err
	}
	if has {
		return errTaken
	}
	_, err = s.x.Insert(&Member{Name: name}) // want:program checkthenact "member"
	return err
}

func (s *Stores) Find(name string) (*Member, error) {
	m := &Member{Name: name}
	if has, err := s.x.Get(m); err != nil || !has {
		return nil, err
	}
	return m, nil
}

func (s *Stores) Ensure(name string) error {
	m, err := s.Find(name)
	if err != nil {
		return err
	}
	if m == nil {
		_, err = s.x.InsertOne(&Member{Name: name}) // want:program checkthenact "member"
	}
	return err
}

type Room struct {
	bun.BaseModel `bun:"table:rooms"`
	ID            int64 `bun:",pk"`
	Name          string
}

func (s *Stores) OpenRoom(ctx context.Context, name string) error {
	exists, err := s.bun.NewSelect().Model((*Room)(nil)).Where("name = ?", name).Exists(ctx)
	if err != nil {
		return err
	}
	if exists {
		return errTaken
	}
	_, err = s.bun.NewInsert().Model(&Room{Name: name}).Exec(ctx) // want checkthenact "room"
	return err
}

func (s *Stores) Subscribe(ctx context.Context, user, list int64) error {
	var n int
	if err := s.sqlx.GetContext(ctx, &n, `SELECT count(*) FROM subscriptions WHERE user_id = ? AND list_id = ?`, user, list); err != nil {
		return err
	}
	if n == 0 {
		_, err := s.sqlx.ExecContext(ctx, `INSERT INTO subscriptions (user_id, list_id) VALUES (?, ?)`, user, list) // want:program checkthenact "subscriptions"
		return err
	}
	return nil
}

func (s *Stores) Claim(ctx context.Context, id int64, worker string) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var state string
		if err := tx.QueryRow(ctx, `SELECT state FROM jobs WHERE id = $1`, id).Scan(&state); err != nil {
			return err
		}
		if state != "queued" {
			return errState
		}
		_, err := tx.Exec(ctx, `UPDATE jobs SET state = 'running', worker = $1 WHERE id = $2`, worker, id) // want checkthenact "state"
		return err
	})
}

func (s *Stores) Document(ctx context.Context, slug string) error {
	var doc bson.M
	err := s.coll.FindOne(ctx, bson.M{"slug": slug}).Decode(&doc)
	if err == nil {
		return errTaken
	}
	if !errors.Is(err, mongo.ErrNoDocuments) {
		return err
	}
	_, err = s.coll.InsertOne(ctx, bson.M{"slug": slug}) // want checkthenact "both insert"
	return err
}
