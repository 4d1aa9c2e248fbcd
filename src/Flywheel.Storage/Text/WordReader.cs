using System.Globalization;
using System.Text;

namespace Flywheel.Storage.Text;

/// <summary>
/// Finds the words of a text, one after the other, without allocating. A word is a run of letters, digits and marks; an apostrophe
/// between letters, a full stop between digits, a comma before exactly three digits, and invisible format characters stay inside it;
/// one letter keeps a following <c>#</c> or <c>++</c> (C#, C++). Scripts written without spaces give one word per character.
/// </summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    private enum Class
    {
        Other,
        Letter,
        Digit,
        Mark,
        Format,
        Ideograph,
    }

    /// <summary>Index of the first char of the word.</summary>
    public int Start { get; private set; }

    /// <summary>Number of chars of the word.</summary>
    public int Length { get; private set; }

    /// <summary>The word as it stands in the text.</summary>
    public readonly ReadOnlySpan<char> Word => _text.Slice(Start, Length);

    /// <summary>Moves to the next word; false at the end of the text.</summary>
    public bool MoveNext()
    {
        while (_position < _text.Length)
        {
            var kind = At(_position, out var width);
            if (kind is Class.Letter or Class.Digit or Class.Ideograph)
            {
                Start = _position;
                _position += width;
                if (kind != Class.Ideograph)
                    ReadRest(kind);
                Length = _position - Start;
                return true;
            }

            _position += width;
        }

        return false;
    }

    private void ReadRest(Class previous)
    {
        while (_position < _text.Length)
        {
            var kind = At(_position, out var width);
            if (kind is Class.Letter or Class.Digit or Class.Mark)
            {
                previous = kind == Class.Mark ? previous : kind;
                _position += width;
            }
            else if (Joins(_text[_position], kind, previous, _position + width))
            {
                _position += width;
            }
            else
            {
                break;
            }
        }

        KeepLanguageSuffix();
    }

    private readonly bool Joins(char c, Class kind, Class previous, int next)
    {
        var following = ClassAt(next);
        return kind switch
        {
            Class.Format => following is Class.Letter or Class.Digit or Class.Mark,
            _ => c switch
            {
                '\'' or '\u2019' => previous == Class.Letter && following == Class.Letter,
                '.' => previous == Class.Digit && following == Class.Digit,
                ',' => previous == Class.Digit && following == Class.Digit && HasThreeDigits(next),
                _ => false,
            },
        };
    }

    private readonly bool HasThreeDigits(int at) =>
        ClassAt(at + 1) == Class.Digit && ClassAt(at + 2) == Class.Digit && ClassAt(at + 3) is not (Class.Digit or Class.Letter);

    private void KeepLanguageSuffix()
    {
        if (_position - Start != 1 || !char.IsAsciiLetter(_text[Start]))
            return;
        var rest = _text[_position..];
        var suffix = rest.StartsWith("++") ? 2 : rest.StartsWith("#") ? 1 : 0;
        if (suffix > 0 && ClassAt(_position + suffix) is not (Class.Letter or Class.Digit))
            _position += suffix;
    }

    private readonly Class ClassAt(int position) => position < _text.Length ? At(position, out _) : Class.Other;

    private readonly Class At(int position, out int width)
    {
        var c = _text[position];
        width = 1;
        if (c < 0x80)
            return char.IsAsciiLetter(c) ? Class.Letter : char.IsAsciiDigit(c) ? Class.Digit : Class.Other;

        // A lone surrogate decodes to the replacement character, which is no part of a word.
        Rune.DecodeFromUtf16(_text[position..], out var rune, out width);
        if (IsIdeograph(rune.Value))
            return Class.Ideograph;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => Class.Letter,
            UnicodeCategory.DecimalDigitNumber => Class.Digit,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Class.Mark,
            UnicodeCategory.Format => Class.Format,
            _ => Class.Other,
        };
    }

    /// <summary>Kana, Han, and the South-East Asian scripts that put no space between words.</summary>
    private static bool IsIdeograph(int point) => point is
        (>= 0x3040 and <= 0x30FA) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
        or (>= 0x0E01 and <= 0x0E30) or (>= 0x0E80 and <= 0x0EB0) or (>= 0x1780 and <= 0x17B3);
}
