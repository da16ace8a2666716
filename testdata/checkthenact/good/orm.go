package good

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"xorm.io/xorm"
)

type Account struct {
	ID     uint
	Name   string
	Active bool
	Seats  int
}

type Stores struct {
	db   *gorm.DB
	x    *xorm.Engine
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
	err := s.db.WithContext(ctx).Create(&Account{Name: name}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errTaken
	}
	return err
}

func (s *Stores) Upsert(ctx context.Context, name string) error {
	var a Account
	err := s.db.WithContext(ctx).Where("name = ?", name).First(&a).Error
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	return s.db.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&Account{Name: name}).Error
}

func (s *Stores) Activate(ctx context.Context, id uint) error {
	var a Account
	if err := s.db.WithContext(ctx).First(&a, id).Error; err != nil {
		return err
	}
	if a.Active {
		return errState
	}
	return s.db.WithContext(ctx).Model(&Account{}).Where("id = ? AND active = ?", id, false).Update("active", true).Error
}

func (s *Stores) TakeSeat(ctx context.Context, id uint) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var a Account
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).First(&a, id).Error; err != nil {
			return err
		}
		if a.Seats <= 0 {
			return errState
		}
		return tx.Model(&Account{}).Where("id = ?", id).Update("seats", gorm.Expr("seats - 1")).Error
	})
}

type Member struct {
	Id     int64
	Name   string
	Active bool
}

func (s *Stores) Enable(id int64) error {
	var m Member
	if has, err := s.x.ID(id).Get(&m); err != nil || !has {
		return err
	}
	if m.Active {
		return nil
	}
	_, err := s.x.ID(id).And("active = ?", false).Cols("active").Update(&Member{Active: true})
	return err
}

func (s *Stores) Document(ctx context.Context, slug string) error {
	var doc bson.M
	err := s.coll.FindOne(ctx, bson.M{"slug": slug}).Decode(&doc)
	if !errors.Is(err, mongo.ErrNoDocuments) {
		return err
	}
	_, err = s.coll.InsertOne(ctx, bson.M{"slug": slug})
	if mongo.IsDuplicateKeyError(err) {
		return errTaken
	}
	return err
}

func (s *Stores) Put(ctx context.Context, slug string) error {
	var doc bson.M
	err := s.coll.FindOne(ctx, bson.M{"slug": slug}).Decode(&doc)
	if err == nil {
		return errTaken
	}
	_, err = s.coll.UpdateOne(ctx, bson.M{"slug": slug}, bson.M{"$setOnInsert": bson.M{"slug": slug}}, options.Update().SetUpsert(true))
	return err
}
