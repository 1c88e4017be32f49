// Reads an export with the Go project's own packages, and says what it makes of it as JSON.
//
// Arguments: the folder, the log's verifying key, and a file with the proofs that are to be checked.
// These packages name a tile's height in its path and the published layout does not: that is all that is adapted here.
package main

import (
	"crypto/rand"
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

type folder string

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte)     {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		found, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, found)
	}
	return data, nil
}

type proofs struct {
	Records []struct {
		Index int64
		Proof []string
	}
	Trees []struct {
		Old   int64
		Root  string
		Proof []string
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hash(text string) (h tlog.Hash) {
	data, err := hex.DecodeString(text)
	must(err)
	copy(h[:], data)
	return h
}

func hashes(texts []string) (found []tlog.Hash) {
	for _, text := range texts {
		found = append(found, hash(text))
	}
	return found
}

// leaf is the data of a leaf out of its bundle.
func leaf(from folder, size, index int64) []byte {
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if left := size - tile.N*256; left < 256 {
		tile.W = int(left)
	}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(string(from), path))
	must(err)
	for at := int64(0); ; at++ {
		length := int(binary.BigEndian.Uint16(data))
		if at == index%256 {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}

func main() {
	from := folder(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	signed, err := os.ReadFile(filepath.Join(string(from), "checkpoint"))
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	data, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	var root tlog.Hash
	copy(root[:], data)

	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, from)
	again, err := tlog.TreeHash(size, reader)
	must(err)
	if again != root {
		must(fmt.Errorf("another root"))
	}
	text, err := os.ReadFile(os.Args[3])
	must(err)
	var asked proofs
	must(json.Unmarshal(text, &asked))
	for _, each := range asked.Records {
		record := tlog.RecordHash(leaf(from, size, each.Index))
		must(tlog.CheckRecord(hashes(each.Proof), size, root, each.Index, record))
		own, err := tlog.ProveRecord(size, each.Index, reader)
		must(err)
		must(tlog.CheckRecord(own, size, root, each.Index, record))
	}
	for _, each := range asked.Trees {
		must(tlog.CheckTree(hashes(each.Proof), size, root, each.Old, hash(each.Root)))
		own, err := tlog.ProveTree(size, each.Old, reader)
		must(err)
		must(tlog.CheckTree(own, size, root, each.Old, hash(each.Root)))
	}

	secret, public, err := note.GenerateKey(rand.Reader, "go.example/log")
	must(err)
	signer, err := note.NewSigner(secret)
	must(err)
	own, err := note.Sign(&note.Note{Text: opened.Text}, signer)
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"size": size, "root": hex.EncodeToString(root[:]), "unknown": len(opened.UnverifiedSigs),
		"secret": secret, "public": public, "note": string(own),
	}))
}
