// The Go judge of the transparency log: golang.org/x/mod/sumdb's tlog and note read what the product exported
// (`mingcha log export`: checkpoint, tile/, log.vkey), or what our test did (a dossier.json with proofs besides).
//
// Run by tools/judge-log.py, with Debian's golang-golang-x-mod-dev:
// GO111MODULE=off GOPATH=/usr/share/gocode go run tools/judge-log/main.go DIR
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Index, Size, OldSize, NewSize int64
	Path                          []string
}

type dossier struct {
	Vkey, SecretLine, OldCheckpoint string
	Roots, Receipts                 []string
	Inclusion, Consistency          []proof
}

func must(err error) {
	if err != nil {
		fmt.Println("REFUTED:", err)
		os.Exit(1)
	}
}

func check(ok bool, format string, args ...interface{}) {
	if !ok {
		must(fmt.Errorf(format, args...))
	}
}

func parseHex(text string) (h tlog.Hash) {
	bytes, err := hex.DecodeString(text)
	must(err)
	check(len(bytes) == len(h), "hash of %d bytes", len(bytes))
	copy(h[:], bytes)
	return h
}

func parsePath(texts []string) (path []tlog.Hash) {
	for _, text := range texts {
		path = append(path, parseHex(text))
	}
	return path
}

// resource is the C2SP path of a tile: x/mod's own begins with the tile height, which C2SP fixes at 8 and leaves out,
// and has "data" for entries.
func resource(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), "tile/8/")
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

type directory string

func (d directory) Height() int { return 8 }

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(d), resource(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

// open checks a checkpoint's signature and reads its three lines.
func open(text []byte, verifiers note.Verifiers) (string, tlog.Tree) {
	opened, err := note.Open(text, verifiers)
	must(err)
	lines := strings.Split(opened.Text, "\n")
	check(len(lines) == 4 && lines[0] == opened.Sigs[0].Name, "checkpoint text %q", opened.Text)
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return opened.Text, tlog.Tree{N: size, Hash: root}
}

// tree is what Go builds from the entries alone.
type tree struct {
	head   tlog.Tree
	stored []tlog.Hash
	reader tlog.HashReader
}

// build reads every entry bundle and hashes it, then compares the root and every tile, byte for byte.
func build(dir string, head tlog.Tree) (*tree, int) {
	t := &tree{head: head}
	t.reader = tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
		for _, index := range indexes {
			hashes = append(hashes, t.stored[index])
		}
		return hashes, nil
	})
	var entries int64
	for entries < head.N {
		width := int64(256)
		if head.N-entries < width {
			width = head.N - entries
		}
		first := entries
		bundle, err := os.ReadFile(filepath.Join(dir, resource(tlog.Tile{H: 8, L: -1, N: entries / 256, W: int(width)})))
		must(err)
		for len(bundle) > 0 {
			check(len(bundle) >= 2, "bundle at entry %d ends early", entries)
			length := int(binary.BigEndian.Uint16(bundle))
			check(len(bundle) >= 2+length, "bundle at entry %d ends early", entries)
			hashes, err := tlog.StoredHashes(entries, bundle[2:2+length], t.reader)
			must(err)
			t.stored = append(t.stored, hashes...)
			bundle = bundle[2+length:]
			entries++
		}
		check(entries == first+width, "bundle from %d has %d entries", first, entries-first)
	}
	check(t.root(head.N) == head.Hash, "root of the checkpoint at size %d", head.N)

	served := 0
	for _, tile := range tlog.NewTiles(8, 0, head.N) {
		// NewTiles lists a partial tile for every size on the way; a log exported once serves the last one only.
		if tile.W < 256 && int64(tile.W) != head.N>>(8*uint(tile.L))%256 {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, resource(tile)))
		must(err)
		own, err := tlog.ReadTileData(tile, t.reader)
		must(err)
		check(string(own) == string(data), "tile %s", resource(tile))
		served++
	}
	return t, served
}

func (t *tree) root(size int64) tlog.Hash {
	root, err := tlog.TreeHash(size, t.reader)
	must(err)
	return root
}

func (t *tree) leaf(index int64) tlog.Hash { return t.stored[tlog.StoredHashIndex(0, index)] }

// product judges an export: proofs are made from the served tiles alone, through Go's authenticating reader.
func product(dir string) {
	text, err := os.ReadFile(filepath.Join(dir, "log.vkey"))
	must(err)
	var list []note.Verifier
	for _, line := range strings.Fields(string(text)) {
		verifier, err := note.NewVerifier(line)
		must(err)
		list = append(list, verifier)
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	_, head := open(signed, note.VerifierList(list...))
	t, served := build(dir, head)
	tiles := tlog.TileHashReader(head, directory(dir))

	// Every entry of a small log, about 500 of a large one; and the last.
	step := head.N/500 + 1
	inclusion, consistency := 0, 0
	for index := int64(0); index < head.N; index += step {
		for _, index := range []int64{index, head.N - 1 - index} {
			proof, err := tlog.ProveRecord(head.N, index, tiles)
			must(err)
			must(tlog.CheckRecord(proof, head.N, head.Hash, index, t.leaf(index)))
			inclusion++
		}
		size := index + 1
		proof, err := tlog.ProveTree(head.N, size, tiles)
		must(err)
		must(tlog.CheckTree(proof, head.N, head.Hash, size, t.root(size)))
		consistency++
	}
	fmt.Printf("Go x/mod: the product's %d entries, %d tiles, %d inclusion and %d consistency proofs from its tiles, notes: all agree\n",
		head.N, served, inclusion, consistency)
}

func main() {
	dir := os.Args[1]
	file, err := os.ReadFile(filepath.Join(dir, "dossier.json"))
	if os.IsNotExist(err) {
		product(dir)
		return
	}
	must(err)
	var d dossier
	must(json.Unmarshal(file, &d))
	verifier, err := note.NewVerifier(d.Vkey)
	must(err)
	verifiers := note.VerifierList(verifier)

	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err)
	text, head := open(signed, verifiers)
	_, old := open([]byte(d.OldCheckpoint), verifiers)

	// Our private key line is Go's, and signs the same bytes.
	signer, err := note.NewSigner(d.SecretLine)
	must(err)
	own, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	check(strings.HasPrefix(string(signed), string(own)), "Go signs %q", own)

	t, served := build(dir, head)
	stored, reader := t.stored, t.reader
	for size, root := range d.Roots {
		if size == 0 {
			continue // x/mod gives the empty tree a root of zeroes, RFC 6962 the hash of nothing.
		}
		check(t.root(int64(size)) == parseHex(root), "root at size %d", size)
	}
	check(t.root(old.N) == old.Hash, "root of checkpoint at size %d", old.N)

	// The same hashes through Go's tile reader, which authenticates what it reads.
	var indexes []int64
	for index := int64(0); index < head.N; index += 101 {
		indexes = append(indexes, tlog.StoredHashIndex(0, index))
	}
	hashes, err := tlog.TileHashReader(head, directory(dir)).ReadHashes(indexes)
	must(err)
	for place, index := range indexes {
		check(hashes[place] == stored[index], "hash %d through tiles", index)
	}

	// Our proofs are Go's proofs, and Go accepts them.
	for _, p := range d.Inclusion {
		own, err := tlog.ProveRecord(p.Size, p.Index, reader)
		must(err)
		path := parsePath(p.Path)
		check(fmt.Sprint([]tlog.Hash(own)) == fmt.Sprint(path), "inclusion of %d in %d", p.Index, p.Size)
		root, err := tlog.TreeHash(p.Size, reader)
		must(err)
		must(tlog.CheckRecord(path, p.Size, root, p.Index, stored[tlog.StoredHashIndex(0, p.Index)]))
	}
	for _, p := range d.Consistency {
		own, err := tlog.ProveTree(p.NewSize, p.OldSize, reader)
		must(err)
		path := parsePath(p.Path)
		check(fmt.Sprint([]tlog.Hash(own)) == fmt.Sprint(path), "consistency of %d with %d", p.OldSize, p.NewSize)
		oldRoot, err := tlog.TreeHash(p.OldSize, reader)
		must(err)
		root, err := tlog.TreeHash(p.NewSize, reader)
		must(err)
		must(tlog.CheckTree(path, p.NewSize, root, p.OldSize, oldRoot))
	}

	// Receipts, read by hand: header, optional extra, index, path, empty line, checkpoint.
	for _, receipt := range d.Receipts {
		parts := strings.SplitN(receipt, "\n\n", 2)
		check(len(parts) == 2, "receipt %q", receipt)
		_, tree := open([]byte(parts[1]), verifiers)
		lines := strings.Split(parts[0], "\n")
		check(lines[0] == "c2sp.org/tlog-proof@v1", "receipt header %q", lines[0])
		lines = lines[1:]
		if strings.HasPrefix(lines[0], "extra ") {
			_, err := base64.StdEncoding.DecodeString(lines[0][6:])
			must(err)
			lines = lines[1:]
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
		must(err)
		var path []tlog.Hash
		for _, line := range lines[1:] {
			hash, err := tlog.ParseHash(line)
			must(err)
			path = append(path, hash)
		}
		must(tlog.CheckRecord(path, tree.N, tree.Hash, index, stored[tlog.StoredHashIndex(0, index)]))
	}
	fmt.Printf("Go x/mod: %d entries, %d tiles, %d roots, %d inclusion and %d consistency proofs, %d receipts, notes: all agree\n",
		head.N, served, len(d.Roots)-1, len(d.Inclusion), len(d.Consistency), len(d.Receipts))
}
