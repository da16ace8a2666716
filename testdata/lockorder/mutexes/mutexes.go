// Package mutexes takes two locks in both orders, and others in one.
package mutexes

import "sync"

// Users are kept.
type Users struct {
	mu     sync.Mutex
	names  map[int]string
	orders *Orders
}

// Orders are kept, too.
type Orders struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	count map[int]int
	users *Users
}

// Drop takes users, then orders.
func (u *Users) Drop(id int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.names, id)
	u.orders.mu.Lock()
	defer u.orders.mu.Unlock()
	delete(u.orders.count, id)
}

// Drop takes orders, then users.
func (o *Orders) Drop(id int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.count, id)
	o.users.mu.Lock() // want lockorder "takes mutexes.Users.mu under mutexes.Orders.mu"
	defer o.users.mu.Unlock()
	delete(o.users.names, id)
}

var first, second sync.Mutex

func withSecond(n *int) {
	second.Lock()
	defer second.Unlock()
	*n++
}

// Up calls a helper under the first.
func Up(n *int) {
	first.Lock()
	defer first.Unlock()
	withSecond(n)
}

// Down takes the first under the second.
func Down(n *int) {
	second.Lock()
	defer second.Unlock()
	first.Lock() // want lockorder "takes mutexes.first under mutexes.second"
	*n--
	first.Unlock()
}

// Apart takes one after the other.
func (o *Orders) Apart(id int) {
	o.rw.Lock()
	o.count[id]++
	o.rw.Unlock()
	o.mu.Lock()
	delete(o.count, id)
	o.mu.Unlock()
}

// Back takes them the other way round, but not at once.
func (o *Orders) Back(id int) {
	o.mu.Lock()
	delete(o.count, id)
	o.mu.Unlock()
	o.rw.Lock()
	o.count[id]++
	o.rw.Unlock()
}
