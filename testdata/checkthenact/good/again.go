package good

import "xorm.io/xorm"

// The function that inserts reads again by itself when another was faster.
type Bucket struct {
	Name  string `xorm:"pk"`
	Owner string
}

type Buckets struct{ x *xorm.Engine }

func (b *Buckets) all(owner string) ([]*Bucket, error) {
	var out []*Bucket
	err := b.x.Where("owner = ?", owner).Find(&out)
	return out, err
}

func (b *Buckets) Default(owner string) (*Bucket, error) {
	list, err := b.all(owner)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		return list[0], nil
	}
	return b.make(owner)
}

func (b *Buckets) make(owner string) (*Bucket, error) {
	bucket := &Bucket{Name: "default", Owner: owner}
	if _, err := b.x.Insert(bucket); err != nil {
		list, listErr := b.all(owner)
		if listErr != nil || len(list) == 0 {
			return nil, err
		}
		return list[0], nil
	}
	return bucket, nil
}
