package singlebackend

import (
	"net"
	"slices"
	"strings"

	"github.com/prodlint/prodlint/internal/bound"
	"github.com/prodlint/prodlint/internal/lazyre"
)

// everywhere are addresses that many machines answer at.
var everywhere = []string{"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"}

// local reports whether a host is the machine itself, or the one that a container runs on.
func local(host string) bool {
	return bound.IsLocal(host) || host == "host.docker.internal" || host == "bufnet"
}

// machine reports whether a host names one machine: an address, or a name with a number.
func machine(host string) bool {
	host = strings.ToLower(host)
	if local(host) {
		return false
	}
	if ip := net.ParseIP(host); ip != nil {
		return !ip.IsLinkLocalUnicast() && !ip.IsMulticast() && !slices.Contains(everywhere, host)
	}
	first, domain, _ := strings.Cut(host, ".")
	if balancer(host) || slices.Contains(numbers, first) {
		return false
	}
	if domain == "" || slices.ContainsFunc(inside, func(s string) bool { return domain == s || strings.HasSuffix(domain, "."+s) }) || strings.Contains("."+domain+".", ".svc.") {
		return numbered().MatchString(first) && !version().MatchString(first)
	}
	return role().MatchString(first)
}

var (
	// numbered matches names of machines in a network of one's own, role those that tell anywhere.
	numbered = lazyre.New(`^[a-z][a-z_-]*[a-z_-]\d{1,4}$`)
	role     = lazyre.New(`^([a-z]+-)*(app|web|backend|server|srv|host|node|legacy|upstream|worker|box|vm|machine|instance|origin|replica)[-_]?\d{1,4}$`)
	// version matches names that end with a version or are of a region.
	version = lazyre.New(`(^|[-_])v\d+$|^[a-z]{2}-[a-z]+-\d$`)
	// numbers are names that have a number for other reasons.
	numbers = []string{"s3", "ec2", "oauth2", "web3", "http2", "ipv4", "ipv6", "route53", "auth0", "sha256", "md5", "k3s", "neo4j", "log4j", "db2"}
	// inside are domains of networks of one's own.
	inside = []string{"internal", "local", "lan", "corp", "intra", "intranet", "private", "cluster.local"}
)

// balancer reports whether a host is called after what spreads requests.
func balancer(host string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(host), func(r rune) bool { return r == '.' || r == '-' || r == '_' }), func(w string) bool {
		w = strings.TrimRight(w, "0123456789")
		return slices.Contains([]string{"lb", "elb", "nlb", "alb", "vip", "loadbalancer", "balancer", "gateway", "gw", "ingress", "envoy", "haproxy", "proxy", "traefik"}, w)
	})
}
