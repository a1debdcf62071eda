using System.Collections.Frozen;

namespace LeakyCauldron.Identity.Passwords;

/// <summary>Passwords of eight characters and more that are on every attacker's list, and the words of this shop.</summary>
internal static class CommonPasswords
{
    private const string Words = """
        00000000 0000000000 01234567 0123456789 10101010 10203040 11111111 111111111 1111111111 11223344 112233445566 12121212 123123123 123321123 12341234
        12344321 123456123 12345678 123456789 1234567890 123456789a 12345678a 12345679 1234567a 12345qwert 1234qwer 123abc123 123qwe123 123qweasd 13131313
        147258369 159357159 159753159 19841984 19871987 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 20202020 22222222 31415926 33333333 44444444 456123789
        55555555 66666666 69696969 741852963 77777777 789456123 87654321 88888888 987654321 9876543210 99999999 a1234567 a12345678 a123456789 a1b2c3d4
        aa123456 aa12345678 abc12345 abc123456 abc123abc abcd1234 abcdefg1 abcdefgh admin123 admin1234 admin12345 adminadmin administrator alexander alohomora
        angel123 angels123 arsenal1 arsenal123 asdf1234 asdfasdf asdfghjk asdfghjkl asshole1 autumn123 babygirl babygirl1 banana123 barcelona baseball
        baseball1 basketball batman123 beautiful benjamin blackberry blessed1 blowjob1 bubbles1 bullshit buttercup butterfly caroline cassandra celtic1888
        changeit changeme changeme1 charlie1 cheese123 chelsea1 chelsea123 cherry123 chevrolet chocolate christian cinderella computer computer1 cookie123
        corvette cupcake1 daniel123 december default1 diagonalley dragon123 dropbox1 dumbledore elizabeth eminem123 everton1 expectopatronum expelliarmus
        facebook facebook1 february ferrari1 flower123 football football1 forever1 fortnite1 freedom1 fuckoff1 fuckyou1 fuckyou123 garfield ginger123
        google123 greenday1 gryffindor guest123 guitar123 harley123 harrypotter harrypotter1 hello123 hello1234 hellohello hellokitty helloworld hermione
        hogwarts hogwarts1 hufflepuff iloveme1 iloveyou iloveyou1 iloveyou2 instagram internet internet1 iphone123 jennifer jessica1 jordan23 juventus
        kitty123 leakycauldron letmein1 letmein123 linkedin linkedin1 liverpool liverpool1 lollipop lovelove lovely123 loveme123 loverboy loveyou1 manchester
        master123 matthew1 mercedes metallica metallica1 michael1 michelle mickey123 microsoft midnight minecraft mnbvcxz1 monkey123 moonlight motherfucker
        motorola mustafa1 mustang1 mypassword myspace1 newcastle nicholas nicole123 nintendo nirvana1 northern november orange123 p@ssw0rd p@ssword pa55word
        passport passw0rd passw0rd1 password password0 password01 password1 password12 password123 password1234 passwords passwort patricia pepper123
        pineapple platinum playstation poiuytrewq pokemon1 pokemon123 porsche1 precious princess princess1 q1w2e3r4 q1w2e3r4t5 qazwsxedc quidditch qweasd123
        qweasdzxc qwer1234 qwert12345 qwerty12 qwerty123 qwerty1234 qwerty12345 qwertyqwerty qwertyui qwertyuiop rainbow1 rainbow123 rangers1 ravenclaw
        realmadrid remember rockstar rockyou1 root1234 rootroot samantha samsung1 samsung123 saturday secret123 secretsecret security september shadow123
        slipknot slytherin snoopy123 someone1 sortinghat spiderman spring123 starwars starwars1 stephanie strawberry summer123 summer2024 summer2025 sunflower
        sunshine sunshine1 superman superman1 sweetheart swordfish test1234 test12345 testing1 testing123 testtest thepassword thursday tigger123 tinkerbell
        topsecret tottenham trustno1 tweety123 unicorn1 university valentina veronica victoria vincent1 voldemort warcraft warrior1 weasley1 wednesday
        welcome1 welcome12 welcome123 welcome2024 welcome2025 welcome2026 westside whatever william1 windows1 winston1 winter123 winter2024 winter2025
        wizard123 wordpass worldwide xxxxxxxx yamaha123 yankees1 zachary1 zaq12wsx zaq1zaq1 zxcvbnm1 zxcvbnm123 zxcvbnma
        """;

    private static readonly FrozenSet<string> All = Words
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string password) => All.Contains(password.Trim());
}
